internal import Bytes

/// The colour configuration of a VP9 keyframe (VP9 bitstream §6.2.2).
struct VP9Colour {
    /// Bits of a sample.
    let bitDepth: UInt8
    /// As `vpcC` numbers it.
    let chromaSubsampling: UInt8
    /// Whether samples use all values.
    let isFullRange: Bool

    /// color_space of RGB.
    private static let rgb: UInt32 = 7

    init?(_ bits: inout BitReader, profile: UInt8) {
        var depth: UInt8 = 8
        if profile >= 2 {
            guard let isTwelve = bits.readFlag() else { return nil }
            depth = isTwelve ? 12 : 10
        }
        bitDepth = depth
        guard let space = bits.read(3) else { return nil }
        let tellsSampling = profile == 1 || profile == 3
        if space == Self.rgb {
            guard tellsSampling, bits.skip(1) else { return nil }
            (chromaSubsampling, isFullRange) = (3, true)
            return
        }
        guard let range = bits.readFlag() else { return nil }
        isFullRange = range
        guard tellsSampling else {
            chromaSubsampling = 1
            return
        }
        guard let isHalfWide = bits.readFlag(), let isHalfHigh = bits.readFlag(), bits.skip(1) else {
            return nil
        }
        // 4:4:0 has no number; it is shown as 4:4:4.
        chromaSubsampling = !isHalfWide ? 3 : isHalfHigh ? 1 : 2
    }
}
