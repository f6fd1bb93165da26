/// What H.264 is that we make ourselves of pictures of a size: known before there is any, so that players can be told of it.
public struct H264Target: Hashable, Sendable {
    /// How large its pictures are: even numbers, since colours are told for four pixels.
    public let pictureSize: PictureSize
    /// How many come in a thousand seconds.
    public let frameRate: Int
    /// Ten times its level.
    public let level: UInt8
    /// The most bits a second of it.
    public let bitsPerSecond: Int

    /// What the levels allow (H.264 Table A-1: macroblocks of a picture, and of a second), and the most bits that we spend on what
    /// needs them: a half to a tenth of what they allow, which is what broadcasts of such pictures take.
    private static let levels: [(level: UInt8, picture: Int, second: Int, bitsPerSecond: Int)] = [
        (30, 1620, 40_500, 1_500_000), (31, 3600, 108_000, 3_000_000), (32, 5120, 216_000, 5_000_000),
        (40, 8192, 245_760, 6_000_000), (42, 8704, 522_240, 9_000_000), (50, 22_080, 589_824, 12_000_000),
        (51, 36_864, 983_040, 20_000_000), (52, 36_864, 2_073_600, 30_000_000),
        (62, 139_264, 16_711_680, 50_000_000),
    ]

    /// What is made of pictures of a size, of which so many come in a thousand seconds; `nil` for what is too small or too much.
    public init?(of size: PictureSize, frameRate: Int) {
        guard let even = PictureSize(width: size.width & ~1, height: size.height & ~1), frameRate > 0
        else { return nil }
        let (columns, rows) = ((even.width + 15) / 16, (even.height + 15) / 16)
        // No side is longer than eight times the largest square's (§A.3.1).
        let longest = max(columns, rows)
        let (perSecond, overflow) = (columns * rows).multipliedReportingOverflow(by: frameRate)
        guard !overflow,
            let fitting = Self.levels.first(where: { level in
                columns * rows <= level.picture && longest * longest <= 8 * level.picture
                    && perSecond / 1000 <= level.second
            })
        else { return nil }
        pictureSize = even
        self.frameRate = frameRate
        (level, bitsPerSecond) = (fitting.level, fitting.bitsPerSecond)
    }

    /// Its name: High profile without constraints.
    public var codecString: String { "avc1.6400" + level.hexadecimal }
}
