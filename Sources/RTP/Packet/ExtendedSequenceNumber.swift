/// A packet's place in its stream, counted without wrapping.
///
/// The low 16 bits are the sequence number and the rest are the cycles, as in a receiver report (RFC 3550 §6.4.1)
/// and in SRTP's packet index (RFC 3711 §3.3.1). A packet older than the very first one has a negative place.
public struct ExtendedSequenceNumber: Hashable, Comparable, Sendable {
    /// The place in the stream.
    public let value: Int64

    /// The place that `value` names.
    public init(_ value: Int64) {
        self.value = value
    }

    /// The place of a stream's first packet: cycle 0.
    public init(first number: SequenceNumber) {
        value = Int64(number.value)
    }

    /// Of all places that `number` may mean, the one nearest to `reference`, which is usually the newest packet
    /// seen. Right as long as the two are less than 32,768 packets apart.
    public init(_ number: SequenceNumber, near reference: ExtendedSequenceNumber) {
        value = reference.value &+ Int64(number.distance(from: reference.number))
    }

    /// The number as it is on the wire.
    public var number: SequenceNumber { SequenceNumber(UInt16(truncatingIfNeeded: value)) }

    /// The low 32 bits, as a receiver report carries them.
    public var low32: UInt32 { UInt32(truncatingIfNeeded: value) }

    /// The place `count` packets later, or earlier when `count` is negative.
    public func advanced(by count: Int64) -> ExtendedSequenceNumber {
        ExtendedSequenceNumber(value &+ count)
    }

    /// Whether `left` was sent before `right`.
    public static func < (left: ExtendedSequenceNumber, right: ExtendedSequenceNumber) -> Bool {
        left.value < right.value
    }
}
