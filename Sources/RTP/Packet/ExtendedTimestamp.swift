/// A media time of one stream in ticks of its clock, counted without wrapping.
public struct ExtendedTimestamp: Hashable, Comparable, Sendable {
    /// Ticks; the low 32 bits are the timestamp on the wire.
    public let value: Int64

    /// The time that `value` names.
    public init(_ value: Int64) {
        self.value = value
    }

    /// The time of a stream's first packet: no wrap yet.
    public init(first timestamp: RTPTimestamp) {
        value = Int64(timestamp.value)
    }

    /// Of all times that `timestamp` may mean, the one nearest to `reference`. Right as long as the two are less
    /// than 2^31 ticks apart: 6.6 hours at 90 kHz.
    public init(_ timestamp: RTPTimestamp, near reference: ExtendedTimestamp) {
        value = reference.value &+ Int64(timestamp.distance(from: reference.timestamp))
    }

    /// The time as it is on the wire.
    public var timestamp: RTPTimestamp { RTPTimestamp(UInt32(truncatingIfNeeded: value)) }

    /// Whether `left` is earlier than `right`.
    public static func < (left: ExtendedTimestamp, right: ExtendedTimestamp) -> Bool {
        left.value < right.value
    }
}
