import Bytes

// The parts of the syntax that templates and single frames share (AV1 RTP §A.8.2).
extension FrameDependencies {
    /// Whether a single frame can be told so: references 1 to 4096 back, and every chain up to 255 back.
    func isSayable(chainCount: Int) -> Bool {
        chainDiffs.count == chainCount
            && (0..<frameDiffs.count).allSatisfy { (1...4096).contains(frameDiffs[$0]) }
            && (0..<chainCount).allSatisfy { chainDiffs[$0] < 256 }
    }

    /// `template_dtis()` of one template, and `frame_dtis()`.
    mutating func readIndications(_ reader: inout BitReader, _ targetCount: Int) -> Bool {
        for target in 0..<targetCount {
            guard let value = reader.read(2), let indication = DecodeTargetIndication(rawValue: UInt8(value))
            else {
                return false
            }
            self[target] = indication
        }
        return true
    }

    func writeIndications(_ bits: inout BitWriter, _ targetCount: Int, to writer: inout ByteWriter) {
        for target in 0..<targetCount { bits.write(UInt32(self[target].rawValue), 2, to: &writer) }
    }

    /// `frame_fdiffs()`: each difference less one in 4, 8 or 12 bits.
    mutating func readFrameDiffs(_ reader: inout BitReader) -> Bool {
        frameDiffs = FrameDifferences()
        while let size = reader.read(2) {
            guard size > 0 else { return true }
            guard let less = reader.read(4 * Int(size)), frameDiffs.append(UInt16(less) + 1) else {
                return false
            }
        }
        return false
    }

    func writeFrameDiffs(_ bits: inout BitWriter, to writer: inout ByteWriter) {
        for index in 0..<frameDiffs.count {
            let less = UInt32(frameDiffs[index] - 1)
            let size = less < 16 ? 1 : less < 256 ? 2 : 3
            bits.write(UInt32(size), 2, to: &writer)
            bits.write(less, 4 * size, to: &writer)
        }
        bits.write(0, 2, to: &writer)
    }

    /// The chains' distances: 4 bits each in a template, 8 in `frame_chains()`.
    mutating func readChainDiffs(_ reader: inout BitReader, _ chainCount: Int, width: Int) -> Bool {
        chainDiffs = FrameDifferences()
        for _ in 0..<chainCount {
            guard let diff = reader.read(width), chainDiffs.append(UInt16(diff)) else { return false }
        }
        return true
    }

    func writeChainDiffs(_ bits: inout BitWriter, width: Int, to writer: inout ByteWriter) {
        for index in 0..<chainDiffs.count { bits.write(UInt32(chainDiffs[index]), width, to: &writer) }
    }
}
