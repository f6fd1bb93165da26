internal import Bytes

/// What the samples of an AV1 sequence are: `color_config()` (AV1 §5.5.2).
struct AV1Colour: Hashable {
    /// Bits of a sample: 8, 10 or 12.
    private(set) var bitDepth: UInt8 = 8
    /// Whether there is no chroma.
    private(set) var isGrey = false
    /// Whether chroma has half the columns, and half the rows.
    private(set) var isHalfWide = true, isHalfHigh = true
    /// chroma_sample_position: 0 unknown, 1 vertical, 2 with luma.
    private(set) var chromaPosition: UInt8 = 0

    init() {}

    init?(_ bits: inout BitReader, profile: UInt8) {
        guard readDepth(&bits, profile: profile) else { return nil }
        if profile != 1 {
            guard let flag = bits.readFlag() else { return nil }
            isGrey = flag
        }
        guard let isDescribed = bits.readFlag() else { return nil }
        var isRGB = false
        if isDescribed {
            guard let primaries = bits.read(8), let transfer = bits.read(8), let matrix = bits.read(8) else {
                return nil
            }
            // BT.709 primaries, the transfer of sRGB, the identity matrix.
            isRGB = (primaries, transfer, matrix) == (1, 13, 0)
        }
        guard isGrey || !isRGB else {
            (isHalfWide, isHalfHigh) = (false, false)
            return
        }
        guard bits.skip(1), isGrey || readSampling(&bits, profile: profile) else { return nil }
    }

    private mutating func readDepth(_ bits: inout BitReader, profile: UInt8) -> Bool {
        guard let isHigh = bits.readFlag() else { return false }
        bitDepth = isHigh ? 10 : 8
        guard profile == 2, isHigh else { return true }
        guard let isTwelve = bits.readFlag() else { return false }
        if isTwelve { bitDepth = 12 }
        return true
    }

    private mutating func readSampling(_ bits: inout BitReader, profile: UInt8) -> Bool {
        switch profile {
        case 0: break
        case 1: (isHalfWide, isHalfHigh) = (false, false)
        default:
            (isHalfWide, isHalfHigh) = (true, false)
            if bitDepth == 12 {
                guard let wide = bits.readFlag() else { return false }
                isHalfWide = wide
                if wide {
                    guard let high = bits.readFlag() else { return false }
                    isHalfHigh = high
                }
            }
        }
        if isHalfWide, isHalfHigh {
            guard let position = bits.read(2) else { return false }
            chromaPosition = UInt8(truncatingIfNeeded: position)
        }
        return true
    }
}
