internal import Bytes

/// The check at the end of sections: CRC-32 with the polynomial 0x04C11DB7, high bit first, begun with ones
/// (ISO 13818-1 annex A). Over a section with its check it is zero.
struct SectionChecksum {
    /// The remainder.
    let value: UInt32

    /// Whether that of a section with its check is right.
    var isRight: Bool { value == 0 }

    /// The check of these octets.
    init(_ bytes: RawSpan) {
        var remainder = UInt32.max
        var reader = ByteReader(bytes)
        while let byte = reader.readUInt8() {
            remainder = remainder << 8 ^ Self.table[Int(remainder >> 24 ^ UInt32(byte))]
        }
        value = remainder
    }

    private static let table: [UInt32] = (0..<256).map { index in
        var remainder = UInt32(index) << 24
        for _ in 0..<8 { remainder = remainder << 1 ^ (remainder >> 31 == 1 ? 0x04C1_1DB7 : 0) }
        return remainder
    }
}
