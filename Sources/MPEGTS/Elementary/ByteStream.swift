internal import Bytes

/// NAL units behind start codes, as H.264 and H.265 are sent without a container (H.264 and H.265 annex B).
enum ByteStream {
    /// The same units behind their lengths in four octets. What is before the first start code is left out.
    static func lengthened(_ bytes: RawSpan) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.byteCount + 16)
        var start: Int?
        var place = 0
        while let code = nextStartCode(in: bytes, from: place) {
            if let start { append(bytes.extracting(start..<code), to: &result) }
            start = code + 3
            place = code + 3
        }
        if let start { append(bytes.extracting(start..<bytes.byteCount), to: &result) }
        return result
    }

    /// Where the next 00 00 01 is.
    private static func nextStartCode(in bytes: RawSpan, from start: Int) -> Int? {
        var place = start + 2
        while let one = bytes.firstOffset(of: 1, from: place) {
            if bytes.byte(at: one - 1) == 0, bytes.byte(at: one - 2) == 0 { return one - 2 }
            place = one + 1
        }
        return nil
    }

    /// A unit ends with the last octet that is not zero: those behind it belong to the next start code.
    private static func append(_ unit: RawSpan, to result: inout [UInt8]) {
        var count = unit.byteCount
        while count > 0, unit.byte(at: count - 1) == 0 { count -= 1 }
        guard count > 0 else { return }
        result.append(bigEndian: UInt32(truncatingIfNeeded: count))
        result.append(unit.extracting(0..<count))
    }

    /// The units of `AccessUnit`'s octets behind start codes; those whose lengths do not fit are left out.
    static func written(_ bytes: RawSpan) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.byteCount + 16)
        var reader = ByteReader(bytes)
        while let size = reader.readUInt32(), let unit = reader.read(Int(size)) {
            result += [0, 0, 0, 1]
            result.append(unit)
        }
        return result
    }
}
