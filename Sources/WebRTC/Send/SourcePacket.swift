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
    /// How many ticks of `timestamp` are not the source's own: media that is sent faster than it was captured.
    public private(set) var shift: UInt32 = 0

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

    /// Lets it count as captured later than it was, by so many ticks of a clock.
    public mutating func shift(by ticks: UInt32, of clockRate: UInt32) {
        guard ticks > 0, clockRate > 0 else { return }
        shift &+= ticks
        timestamp = RTPTimestamp(timestamp.value &+ ticks)
        captured = captured?.advanced(by: .nanoseconds(Int64(ticks) * 1_000_000_000 / Int64(clockRate)))
    }
}
