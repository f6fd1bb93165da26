public import RTP
public import Timing

/// A packet of a source that is to be sent on, as far as a stream needs to know it.
public struct SourcePacket: Sendable {
    /// Its place in its source.
    public var place: ExtendedSequenceNumber
    /// Its timestamp in its source.
    public var timestamp: RTPTimestamp
    /// When its media was captured, where that is known; it keeps a stream's time line whole across sources.
    public var captured: Instant?
    /// Its index in the history of its source.
    public var index: UInt32
    /// How many octets of payload it has.
    public var payloadByteCount: Int

    /// A packet.
    public init(
        place: ExtendedSequenceNumber, timestamp: RTPTimestamp, captured: Instant? = nil, index: UInt32,
        payloadByteCount: Int
    ) {
        self.place = place
        self.timestamp = timestamp
        self.captured = captured
        self.index = index
        self.payloadByteCount = payloadByteCount
    }
}
