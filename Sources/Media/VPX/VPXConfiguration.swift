/// How a decoder of VP8 or VP9 is set up: what `vpcC` says of it (VP codecs in ISO BMFF §Semantics).
public struct VPXConfiguration: Hashable, Sendable {
    /// The profile, 0 to 3.
    public let profile: UInt8
    /// Bits of a sample: 8, 10 or 12.
    public let bitDepth: UInt8
    /// How chroma is sampled: 0 and 1 are 4:2:0, vertically placed and with luma, 2 is 4:2:2, 3 is 4:4:4.
    public let chromaSubsampling: UInt8
    /// Whether samples use all values.
    public let isFullRange: Bool
    /// How large the picture is.
    public let pictureSize: PictureSize

    init(
        profile: UInt8, bitDepth: UInt8 = 8, chromaSubsampling: UInt8 = 1, isFullRange: Bool = false,
        pictureSize: PictureSize
    ) {
        self.profile = profile
        self.bitDepth = bitDepth
        self.chromaSubsampling = chromaSubsampling
        self.isFullRange = isFullRange
        self.pictureSize = pictureSize
    }

    /// Ten times the level, by the size of the picture alone: frame rates are not known here, and a level that is too
    /// high refuses a stream that would play.
    public var level: UInt8 {
        let pixels = pictureSize.width * pictureSize.height
        return Self.levels.first { pixels <= $0.pixels }?.level ?? 60
    }

    /// The largest picture of each level (VP9 levels, as libvpx's vp9_level_defs has them).
    private static let levels: [(pixels: Int, level: UInt8)] = [
        (36_864, 10), (73_728, 11), (122_880, 20), (245_760, 21), (552_960, 30), (983_040, 31),
        (2_228_224, 40), (8_912_896, 50),
    ]

    /// The contents of `vpcC` behind its version: profile, level, sampling, colours unspecified (2), no more.
    public var record: [UInt8] {
        [
            profile, level, bitDepth << 4 | chromaSubsampling << 1 | (isFullRange ? 1 : 0), 2, 2, 2, 0, 0,
        ]
    }

    /// `vp09.PP.LL.DD`.
    func codecString(of entry: String) -> String {
        "\(entry).\(profile.twoDigits).\(level.twoDigits).\(bitDepth.twoDigits)"
    }
}
