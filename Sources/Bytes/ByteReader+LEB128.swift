extension ByteReader {
    /// Reads an integer of seven bits an octet, low ones first, where the top bit says that more follow: `leb128()`,
    /// AV1 §4.10.5. At most eight octets, and at most 32 bits of value.
    public mutating func readLEB128() -> UInt32? {
        let start = self
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 56, let byte = readUInt8() {
            value |= UInt64(byte & 0x7F) << shift
            shift += 7
            if byte & 0x80 == 0 {
                if value <= UInt32.max { return UInt32(value) }
                break
            }
        }
        self = start
        return nil
    }
}

extension ByteWriter {
    /// Writes an integer as `readLEB128` reads it, in as few octets as it needs.
    public mutating func writeLEB128(_ value: UInt32) {
        guard reserve(Self.leb128ByteCount(value)) else { return }
        var left = value
        while left >= 0x80 {
            write(UInt8(truncatingIfNeeded: left) | 0x80)
            left >>= 7
        }
        write(UInt8(left))
    }

    /// How many octets `writeLEB128` writes: 1 to 5.
    public static func leb128ByteCount(_ value: UInt32) -> Int {
        max(1, (38 - value.leadingZeroBitCount) / 7)
    }
}
