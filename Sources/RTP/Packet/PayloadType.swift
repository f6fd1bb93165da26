/// The 7-bit number that says how to read a packet's payload (RFC 3550 §5.1).
///
/// Most are given their meaning by SDP. Those from 64 to 95 are not used, since their second octet with the
/// marker set looks like RTCP (RFC 5761 §4).
public struct PayloadType: Hashable, Sendable, CustomStringConvertible {
    /// The number, 0 to 127.
    public let value: UInt8

    /// The type that the low seven bits of `value` name.
    @inline(__always)
    public init(_ value: UInt8) {
        self.value = value & 0x7F
    }

    /// Decimal, as SDP writes it.
    public var description: String { String(value) }

    /// G.711 µ-law at 8 kHz, fixed by RFC 3551 §6.
    public static let pcmu = PayloadType(0)
    /// G.711 A-law at 8 kHz, fixed by RFC 3551 §6.
    public static let pcma = PayloadType(8)
}
