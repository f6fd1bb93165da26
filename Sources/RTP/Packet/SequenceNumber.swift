/// The 16-bit number of an RTP packet, which wraps to 0 after 65,535 (RFC 3550 §5.1).
///
/// Numbers are compared in serial arithmetic (RFC 1982 §3): the later of two is the one that is less than half
/// the circle ahead. That order is not transitive, so there is deliberately no `<`: sort by `ExtendedSequenceNumber`.
public struct SequenceNumber: Hashable, Sendable {
    /// The number as it is on the wire.
    public let value: UInt16

    /// The number that `value` spells.
    @inline(__always)
    public init(_ value: UInt16) {
        self.value = value
    }

    /// The number of the packet after this one.
    public var next: SequenceNumber { SequenceNumber(value &+ 1) }

    /// How many packets this one is ahead of `other`, -32,768 to 32,767; negative when it is behind.
    public func distance(from other: SequenceNumber) -> Int {
        Int(Int16(bitPattern: value &- other.value))
    }

    /// Whether this packet comes after `other`. Of two that are exactly half the circle apart neither does,
    /// where RFC 1982 leaves the answer open.
    public func isAfter(_ other: SequenceNumber) -> Bool {
        distance(from: other) > 0
    }

    /// The number `count` packets later, or earlier when `count` is negative.
    public func advanced(by count: Int) -> SequenceNumber {
        SequenceNumber(value &+ UInt16(truncatingIfNeeded: count))
    }
}
