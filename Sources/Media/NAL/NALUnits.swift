internal import Bytes

/// The NAL units of an access unit, each behind its length in four octets.
enum NALUnits {
    /// Where the units are; `nil` when the lengths do not fit the octets.
    static func ranges(in bytes: RawSpan) -> [Range<Int>]? {
        var reader = ByteReader(bytes)
        var units: [Range<Int>] = []
        while !reader.isAtEnd {
            guard let size = reader.readUInt32(), size > 0, reader.skip(Int(size)) else { return nil }
            units.append((reader.offset - Int(size))..<reader.offset)
        }
        return units
    }

    /// A unit's payload without the octets that keep start codes out of it: 3 behind two zeros (H.264 §7.4.1.1).
    static func payload(of unit: RawSpan) -> [UInt8] {
        var payload: [UInt8] = []
        payload.reserveCapacity(unit.byteCount)
        var reader = ByteReader(unit)
        var zeros = 0
        while let byte = reader.readUInt8() {
            if zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            payload.append(byte)
        }
        return payload
    }
}
