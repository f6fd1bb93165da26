internal import Bytes

/// A packetised piece of one stream, with its times (ISO 13818-1 §2.4.3.6).
///
///     +----------+----+-----------+--+--+-----+--+-------+-------+---------------+-----+-----+
///     | 00 00 01 | id | length 16 |10|SC|flags|PD| flags | head  | PTS and DTS … | … | payload |
///     +----------+----+-----------+--+--+-----+--+-------+-------+---------------+-----+-----+
struct PESPacket {
    /// How long the part is that is in front of every packet.
    static let fixedByteCount = 6

    /// When its first unit is shown, and decoded, in ticks of 90 kHz modulo 2^33; `nil` where it does not say.
    let shown: UInt64?, decoded: UInt64?
    /// Where its payload begins.
    let payloadOffset: Int

    /// Reads a whole packet; `nil` when it cannot be right, is scrambled, or is none with times.
    init?(_ packet: RawSpan) {
        var reader = ByteReader(packet)
        guard reader.readUInt24() == 1, let id = reader.readUInt8(),
            id == 0xBD || id == 0xFD || 0xC0...0xEF ~= id,
            reader.skip(2), let flags = reader.readUInt8(), flags & 0xF0 == 0x80,
            let more = reader.readUInt8(), let length = reader.readUInt8(),
            let head = reader.read(Int(length))
        else { return nil }
        payloadOffset = reader.offset
        var times = ByteReader(head)
        let shown = more & 0x80 == 0 ? nil : Self.readTime(&times)
        self.shown = shown
        decoded = more & 0xC0 == 0xC0 ? Self.readTime(&times) ?? shown : shown
    }

    /// A time in five octets: 3, 15 and 15 bits, each with a 1 behind it.
    private static func readTime(_ reader: inout ByteReader) -> UInt64? {
        guard let high = reader.readUInt8(), let middle = reader.readUInt16(), let low = reader.readUInt16()
        else {
            return nil
        }
        return UInt64(high >> 1 & 7) << 30 | UInt64(middle >> 1) << 15 | UInt64(low >> 1)
    }

    /// How long a packet is that begins so: `nil` when it does not say or too little came.
    static func length(_ start: RawSpan) -> Int? {
        guard let high = start.byte(at: 4), let low = start.byte(at: 5), high | low != 0 else { return nil }
        return fixedByteCount + Int(high) << 8 + Int(low)
    }
}
