/// The 32-bit media time of an RTP packet, in ticks of the payload's clock, which wraps (RFC 3550 §5.1).
///
/// Serial arithmetic (RFC 1982 §3) as for `SequenceNumber`, and no `<` for the same reason.
public struct RTPTimestamp: Hashable, Sendable {
    /// The time as it is on the wire.
    public let value: UInt32

    /// The time that `value` spells.
    @inline(__always)
    public init(_ value: UInt32) {
        self.value = value
    }

    /// How many ticks this time is ahead of `other`, -2^31 to 2^31-1; negative when it is behind.
    public func distance(from other: RTPTimestamp) -> Int {
        Int(Int32(bitPattern: value &- other.value))
    }

    /// Whether this time comes after `other`. Of two exactly half the circle apart neither does.
    public func isAfter(_ other: RTPTimestamp) -> Bool {
        distance(from: other) > 0
    }

    /// The time `ticks` later, or earlier when `ticks` is negative.
    public func advanced(by ticks: Int) -> RTPTimestamp {
        RTPTimestamp(value &+ UInt32(truncatingIfNeeded: ticks))
    }
}
