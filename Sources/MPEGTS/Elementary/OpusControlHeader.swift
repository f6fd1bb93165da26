internal import Bytes

/// What is in front of each Opus packet in a transport stream.
///
///     +----------------+-+-+-+--+---------------+-----------------+---------------+------------------+
///     | 3FF (11 bits)  |S|E|X|00| size, 255s+n  | trim 16, if S   | trim 16, if E | length, …, if X  |
///     +----------------+-+-+-+--+---------------+-----------------+---------------+------------------+
enum OpusControlHeader {
    /// Reads one, and the packet behind it; `nil` when they cannot be right.
    @_lifetime(copy reader)
    static func readPacket(_ reader: inout ByteReader) -> RawSpan? {
        guard let head = reader.readUInt16(), head & 0xFFE0 == 0x7FE0 else { return nil }
        var size = 0
        var octet: UInt8
        repeat {
            guard let next = reader.readUInt8() else { return nil }
            octet = next
            size += Int(next)
        } while octet == 255
        let trims = (head & 0x10 == 0 ? 0 : 2) + (head & 0x08 == 0 ? 0 : 2)
        guard reader.skip(trims) else { return nil }
        if head & 0x04 != 0 {
            guard let length = reader.readUInt8(), reader.skip(Int(length)) else { return nil }
        }
        return reader.read(size)
    }

    /// One in front of a packet of so many octets.
    static func written(byteCount: Int) -> [UInt8] {
        [0x7F, 0xE0] + [UInt8](repeating: 255, count: byteCount / 255) + [UInt8(byteCount % 255)]
    }
}
