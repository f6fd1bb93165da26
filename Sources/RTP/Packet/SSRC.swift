/// The random number that tells the sources of one RTP session apart (RFC 3550 §3).
public struct SSRC: Hashable, Sendable, CustomStringConvertible {
    /// The number as it is on the wire.
    public let value: UInt32

    /// The source that `value` names.
    @inline(__always)
    public init(_ value: UInt32) {
        self.value = value
    }

    /// Decimal, as SDP writes it (RFC 5576 §4.1).
    public var description: String { String(value) }
}
