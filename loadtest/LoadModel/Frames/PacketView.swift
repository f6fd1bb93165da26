public import RTP

/// A packet as a frame tracker looks at it: decrypted, in its place, borrowed.
public struct PacketView: ~Escapable {
    /// Where it belongs in the stream; a repaired packet has its original place.
    public let place: ExtendedSequenceNumber
    /// Which picture or sound it is of.
    public let timestamp: RTPTimestamp
    /// Whether the sender marked it: for video the last of a picture.
    public let isMarked: Bool
    /// The payload, padding left out; empty for a packet that is all padding.
    public let payload: RawSpan
    /// The value of the dependency descriptor extension; empty without one.
    public let dependencies: RawSpan

    /// A packet.
    @_lifetime(copy payload, copy dependencies)
    public init(
        place: ExtendedSequenceNumber, timestamp: RTPTimestamp, isMarked: Bool, payload: RawSpan,
        dependencies: RawSpan
    ) {
        self.place = place
        self.timestamp = timestamp
        self.isMarked = isMarked
        self.payload = payload
        self.dependencies = dependencies
    }

    /// A packet without a dependency descriptor.
    @_lifetime(copy payload)
    public init(place: ExtendedSequenceNumber, timestamp: RTPTimestamp, isMarked: Bool, payload: RawSpan) {
        self.place = place
        self.timestamp = timestamp
        self.isMarked = isMarked
        self.payload = payload
        dependencies = payload.extracting(0..<0)
    }
}
