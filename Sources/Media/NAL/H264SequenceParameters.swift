internal import Bytes

/// What a sequence parameter set of H.264 says that others than its decoder want to know (H.264 §7.3.2.1.1).
struct H264SequenceParameters {
    /// 0: grey, 1: 4:2:0, 2: 4:2:2, 3: 4:4:4.
    let chromaFormat: UInt32
    /// Bits of a luma and of a chroma sample, less eight.
    let extraDepth: (luma: UInt32, chroma: UInt32)
    /// How large the picture is shown.
    let pictureSize: PictureSize

    /// What profiles that do not tell have.
    private static let usual: Sampling = (chroma: 1, isSeparate: false, depth: (0, 0))
    private typealias Sampling = (chroma: UInt32, isSeparate: Bool, depth: (luma: UInt32, chroma: UInt32))

    /// Profiles that tell of chroma and depth (§7.3.2.1.1).
    private static let tellingProfiles: Set<UInt8> = [
        100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
    ]

    /// Reads a unit, head included.
    init?(_ unit: RawSpan) {
        let payload = NALUnits.payload(of: unit)
        var bits = BitReader(payload.bytes)
        guard bits.skip(8), let profile = bits.read(8), bits.skip(16), bits.readExpGolomb() != nil else {
            return nil
        }
        var sampling = Self.usual
        if Self.tellingProfiles.contains(UInt8(truncatingIfNeeded: profile)) {
            guard let told = Self.readSampling(&bits) else { return nil }
            sampling = told
        }
        // Separate planes are three grey pictures, and are cut as grey ones are.
        guard Self.skipOrder(&bits),
            let size = Self.readSize(&bits, chroma: sampling.isSeparate ? 0 : sampling.chroma)
        else { return nil }
        (chromaFormat, extraDepth, pictureSize) = (sampling.chroma, sampling.depth, size)
    }

    private static func readSampling(_ bits: inout BitReader) -> Sampling? {
        guard let chroma = bits.readExpGolomb(), chroma <= 3 else { return nil }
        var isSeparate = false
        if chroma == 3 {
            guard let flag = bits.readFlag() else { return nil }
            isSeparate = flag
        }
        guard let luma = bits.readExpGolomb(), luma <= 6, let other = bits.readExpGolomb(), other <= 6,
            bits.skip(1), let hasScaling = bits.readFlag()
        else { return nil }
        if hasScaling, !skipScalingLists(&bits, count: chroma == 3 ? 12 : 8) { return nil }
        return (chroma, isSeparate, (luma, other))
    }

    /// §7.3.2.1.1.1: six lists of 16 and the others of 64.
    private static func skipScalingLists(_ bits: inout BitReader, count: Int) -> Bool {
        for index in 0..<count {
            guard let isPresent = bits.readFlag() else { return false }
            guard isPresent else { continue }
            var last: Int32 = 8
            for _ in 0..<(index < 6 ? 16 : 64) {
                guard let delta = bits.readSignedExpGolomb() else { return false }
                last = (last &+ delta) & 0xFF
                // Zero: the rest is as the one before.
                if last == 0 { break }
            }
        }
        return true
    }

    /// How pictures are counted and ordered.
    private static func skipOrder(_ bits: inout BitReader) -> Bool {
        guard bits.readExpGolomb() != nil, let type = bits.readExpGolomb() else { return false }
        if type == 0 {
            guard bits.readExpGolomb() != nil else { return false }
        } else if type == 1 {
            guard bits.skip(1), bits.readSignedExpGolomb() != nil, bits.readSignedExpGolomb() != nil,
                let cycle = bits.readExpGolomb(), cycle <= 255
            else { return false }
            for _ in 0..<cycle where bits.readSignedExpGolomb() == nil { return false }
        }
        return bits.readExpGolomb() != nil && bits.skip(1)
    }

    private static func readSize(_ bits: inout BitReader, chroma: UInt32) -> PictureSize? {
        guard let columns = bits.readExpGolomb(), let rows = bits.readExpGolomb(),
            let isProgressive = bits.readFlag(), isProgressive || bits.skip(1), bits.skip(1),
            let isCropped = bits.readFlag()
        else { return nil }
        let rowUnit: UInt64 = isProgressive ? 1 : 2
        var size = CroppedSize(width: (UInt64(columns) + 1) * 16, height: (UInt64(rows) + 1) * 16 * rowUnit)
        if isCropped, !size.readOffsets(&bits) { return nil }
        return size.shown(
            unitWidth: chroma == 1 || chroma == 2 ? 2 : 1, unitHeight: (chroma == 1 ? 2 : 1) * rowUnit)
    }
}
