public import Bytes

/// How much later than its timestamp says a packet was sent (RFC 5450 §3).
public struct TransmissionOffset: Hashable, Sendable {
    /// Ticks of the payload's clock, -2^23 to 2^23-1.
    public let ticks: Int32

    /// How many octets the value takes.
    public static let byteCount = 3

    /// An offset, brought into what the field can hold.
    public init(ticks: Int32) {
        self.ticks = min(max(ticks, -1 << 23), 1 << 23 - 1)
    }

    /// Reads an extension's value.
    public init?(_ value: RawSpan) {
        var reader = ByteReader(value)
        guard value.byteCount == Self.byteCount, let bits = reader.readUInt24() else { return nil }
        // Up and down again, so that the field's sign bit fills the rest.
        ticks = Int32(bitPattern: bits << 8) >> 8
    }

    /// Writes the extension's value.
    public func write(to writer: inout ByteWriter) {
        writer.write24(UInt32(bitPattern: ticks))
    }
}
