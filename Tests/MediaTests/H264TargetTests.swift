import Media
import Testing

/// What players are told of H.264 before it is made.
@Suite struct H264TargetTests {
    @Test(
        "the level is the lowest that allows such pictures (H.264 Table A-1)",
        arguments: [
            (320, 180, 30_000, 30), (720, 576, 25_000, 30), (1280, 720, 30_000, 31), (1280, 720, 60_000, 32),
            (1920, 1080, 30_000, 40), (1920, 1080, 60_000, 42), (1080, 1920, 30_000, 40),
            (3840, 2160, 30_000, 51), (3840, 2160, 60_000, 52), (7680, 4320, 60_000, 62),
            // Long and narrow: no side is longer than eight times the largest square's.
            (4096, 32, 30_000, 40),
        ] as [(Int, Int, Int, UInt8)])
    func levels(width: Int, height: Int, frameRate: Int, level: UInt8) throws {
        let size = try #require(PictureSize(width: width, height: height))
        let target = try #require(H264Target(of: size, frameRate: frameRate))
        #expect(target.level == level && target.pictureSize == size && target.bitsPerSecond > 0)
    }

    @Test("sides are even, and what is nothing or too much is not made")
    func bounds() throws {
        let odd = try #require(PictureSize(width: 641, height: 361))
        let target = try #require(H264Target(of: odd, frameRate: 30_000))
        #expect(target.pictureSize == PictureSize(width: 640, height: 360))
        #expect(target.codecString == "avc1.64001e")
        for (width, height, rate) in [(1, 100, 30_000), (640, 360, 0), (640, 360, -1), (640, 360, .max)] {
            let size = try #require(PictureSize(width: width, height: height))
            #expect(H264Target(of: size, frameRate: rate) == nil)
        }
    }
}
