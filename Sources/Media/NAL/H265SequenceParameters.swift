internal import Bytes

/// What a sequence parameter set of H.265 says that others than its decoder want to know (H.265 §7.3.2.2.1).
struct H265SequenceParameters {
    /// The first twelve octets of profile_tier_level: space, tier and profile, compatibility, constraints, level.
    let profileTierLevel: [UInt8]
    /// How many temporal layers there may be, 1 to 7.
    let temporalLayerCount: UInt8
    /// Whether pictures of a higher temporal layer never need those before a lower one.
    let isTemporallyNested: Bool
    /// 0: grey, 1: 4:2:0, 2: 4:2:2, 3: 4:4:4.
    let chromaFormat: UInt32
    /// Bits of a luma and of a chroma sample, less eight.
    let extraDepth: (luma: UInt32, chroma: UInt32)
    /// How large the picture is shown.
    let pictureSize: PictureSize

    /// Reads a unit, its head of two octets included.
    init?(_ unit: RawSpan) {
        let payload = NALUnits.payload(of: unit)
        guard payload.count >= 15 else { return nil }
        profileTierLevel = Array(payload[3..<15])
        var bits = BitReader(payload.bytes)
        guard bits.skip(16 + 4), let layers = bits.read(3), layers <= 6, let isNested = bits.readFlag(),
            bits.skip(96), Self.skipSublayers(&bits, count: Int(layers)), bits.readExpGolomb() != nil,
            let chroma = bits.readExpGolomb(), chroma <= 3
        else { return nil }
        temporalLayerCount = UInt8(truncatingIfNeeded: layers + 1)
        isTemporallyNested = isNested
        chromaFormat = chroma
        var isSeparate = false
        if chroma == 3 {
            guard let flag = bits.readFlag() else { return nil }
            isSeparate = flag
        }
        guard let size = Self.readSize(&bits, chroma: isSeparate ? 0 : chroma),
            let luma = bits.readExpGolomb(), luma <= 8, let other = bits.readExpGolomb(), other <= 8
        else { return nil }
        pictureSize = size
        extraDepth = (luma, other)
    }

    /// §7.3.3: which sublayers have a profile and a level, two bits for each of eight, and then those.
    private static func skipSublayers(_ bits: inout BitReader, count: Int) -> Bool {
        guard count > 0 else { return true }
        var width = 0
        for _ in 0..<count {
            guard let hasProfile = bits.readFlag(), let hasLevel = bits.readFlag() else { return false }
            width += (hasProfile ? 88 : 0) + (hasLevel ? 8 : 0)
        }
        return bits.skip(2 * (8 - count) + width)
    }

    private static func readSize(_ bits: inout BitReader, chroma: UInt32) -> PictureSize? {
        guard let width = bits.readExpGolomb(), let height = bits.readExpGolomb(),
            let isCropped = bits.readFlag()
        else { return nil }
        var size = CroppedSize(width: UInt64(width), height: UInt64(height))
        if isCropped, !size.readOffsets(&bits) { return nil }
        return size.shown(unitWidth: chroma == 1 || chroma == 2 ? 2 : 1, unitHeight: chroma == 1 ? 2 : 1)
    }
}
