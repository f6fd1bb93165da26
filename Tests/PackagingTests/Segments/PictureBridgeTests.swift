import Bytes
import MP4
import Media
import Packaging
import Simulation
import Testing
import Timing

/// The pictures in another codec: what somebody who asks for them gets, and when they are made. Every playlist is held against the
/// rules by the broadcast.
@Suite struct PictureBridgeTests {
    /// A publisher of VP9 or VP8, all of whose codecs can be made H.264.
    private func broadcast(_ codec: Codec, _ clip: SampleFile, canAsk: Bool = true) -> Broadcast {
        var stream = Broadcast(
            settings: PackagingSettings(bridgedSound: 128_000, bridgedPictures: [.vp8, .vp9]), canAsk: canAsk)
        (stream.codec, stream.clip) = (codec, clip)
        return stream
    }

    /// The variants that a player reads.
    private func variants(_ stream: Broadcast) throws -> [ReadMultivariant.Variant] {
        let snapshot = try #require(stream.packager.snapshot)
        return try #require(ReadMultivariant(snapshot.multivariantPlaylist)).variants
    }

    /// How far segments of H.264 are from where their playlist has them, in milliseconds, the most of all; and how many pictures they
    /// have, and whether each begins with a keyframe.
    private func contents(_ stream: Broadcast) throws -> (fromDate: Int, pictures: Int, areSync: Bool) {
        let rendition = try #require(stream.packager.snapshot?.rendition(.h264))
        var (fromDate, pictures, areSync) = (0, 0, true)
        for segment in ReadPlaylist(rendition.playlist()).segments where !segment.isGap {
            guard let uri = segment.uri, case .bytes(let bytes) = rendition.resource(named: uri) else {
                continue
            }
            let date = try #require(segment.date)
            for (index, run) in ReadFragment.all(in: bytes.bytes).flatMap(\.runs).enumerated() {
                pictures += run.samples.count
                guard index == 0 else { continue }
                // The timeline begins ten seconds before the stream.
                let shown = Int(try #require(run.decodeTime)) * 1000 / 90_000 + 1_699_999_990_000
                fromDate = max(fromDate, abs(shown - date))
                areSync = areSync && run.samples.first?.isSync == true
            }
        }
        return (fromDate, pictures, areSync)
    }

    @Test("H.264 is offered beside VP9, after it, and made for nobody")
    func offered() throws {
        var stream = broadcast(.vp9, .vp9)
        stream.run(for: .seconds(10))
        #expect(!stream.film.isWanted && stream.complaints == [])
        let snapshot = try #require(stream.packager.snapshot)
        #expect(snapshot.rendition(.h264) == nil && snapshot.offers(.h264))
        let names = [
            "video/index.m3u8", "video/index.m3u8", "video-h264/index.m3u8", "video-h264/index.m3u8",
        ]
        #expect(try variants(stream).map(\.uri) == names)
        #expect(snapshot.rendition("video") != nil)
        #expect(snapshot.multivariantPlaylist.contains("CODECS=\"avc1.6400"))
    }

    @Test("of VP8 players see H.264 alone")
    func only() throws {
        var stream = broadcast(.vp8, .vp8)
        stream.run(for: .seconds(5))
        let snapshot = try #require(stream.packager.snapshot)
        #expect(try variants(stream).map(\.uri) == ["video-h264/index.m3u8", "video-h264/index.m3u8"])
        #expect(!snapshot.multivariantPlaylist.contains("vp08"))
        #expect(snapshot.multivariantPlaylist.contains("URI=\"video-h264/keyframes.m3u8\""))
        #expect(snapshot.rendition("video") == nil && snapshot.rendition(RenditionName(.video)) != nil)
        #expect(snapshot.offers(.h264) && !snapshot.offers(RenditionName(.video, layer: 0)))
        stream.wantsH264 = true
        stream.run(for: .seconds(20))
        #expect(stream.complaints == [])
        let audio = try #require(stream.packager.snapshot?.rendition("audio")?.playlist())
        #expect(audio.contains("video-h264") && !audio.contains("../video/"))
    }

    @Test(
        "who asks gets a whole segment at once, with the numbers and dates of the original",
        arguments: [0, 1, 2, 3])
    func made(moment: Int) throws {
        var stream = broadcast(.vp8, .vp8)
        stream.run(for: .seconds(20 + moment))
        stream.wantsH264 = true
        stream.run(for: .milliseconds(500))
        let rendition = try #require(stream.packager.snapshot?.rendition(.h264))
        let leader = try #require(stream.packager.snapshot?.rendition(RenditionName(.video)))
        #expect(0...1 ~= leader.position.segment - rendition.position.segment)
        #expect(stream.read(.h264).segments.count { $0.uri != nil } >= 1)
        stream.run(for: .seconds(20))
        #expect(stream.complaints == [])
        let original = try #require(stream.packager.snapshot?.rendition(RenditionName(.video))).playlist()
        let film = stream.read(.h264)
        #expect(film.segments.count >= 5)
        for segment in film.segments {
            let same = try #require(ReadPlaylist(original).segments.first { $0.number == segment.number })
            #expect(segment.date == same.date && !segment.isGap, "\(segment.number)")
        }
        let contents = try contents(stream)
        #expect(contents.fromDate <= 1 && contents.areSync)
    }

    @Test("it is made for a minute after the last who asked, and begins anew with later numbers")
    func idle() throws {
        var stream = broadcast(.vp8, .vp8)
        stream.run(for: .seconds(5))
        stream.wantsH264 = true
        stream.run(for: .seconds(10))
        let last = try #require(stream.read(.h264).segments.last).number
        stream.wantsH264 = false
        stream.run(for: .seconds(58))
        #expect(stream.film.isWanted)
        stream.run(for: .seconds(4))
        #expect(!stream.film.isWanted && stream.packager.snapshot?.rendition(.h264) == nil)
        stream.wantsH264 = true
        stream.run(for: .seconds(6))
        #expect(stream.film.beginnings == 2 && stream.complaints == [])
        #expect(stream.read(.h264).segments.allSatisfy { $0.number > last })
    }

    @Test(
        "while its process is away there is a gap, and then it goes on where it belongs; the others notice nothing",
        arguments: [100, 700, 1500, 2600, 5000, 14_000])
    func broken(milliseconds: Int) throws {
        var stream = broadcast(.vp9, .vp9)
        stream.wantsH264 = true
        stream.run(for: .milliseconds(13_300))
        stream.film.works = false
        stream.run(for: .milliseconds(milliseconds))
        stream.film.works = true
        stream.run(for: .seconds(12))
        #expect(stream.complaints == [])
        let film = stream.read(.h264).segments
        #expect(film.contains { $0.isGap } && film.suffix(2).allSatisfy { !$0.isGap && !$0.isDiscontinuous })
        let contents = try contents(stream)
        #expect(contents.fromDate <= 1 && contents.areSync)
        for kind in TrackKind.allCases {
            #expect(stream.read(kind).segments.allSatisfy { !$0.isGap && !$0.isDiscontinuous })
        }
    }

    @Test("a process that takes long is waited for, and one that never works keeps nobody from the sound")
    func slow() throws {
        var late = broadcast(.vp8, .vp8)
        late.film.delay = .milliseconds(1500)
        late.wantsH264 = true
        late.run(for: .seconds(30))
        #expect(late.complaints == [] && late.read(.h264).segments.allSatisfy { !$0.isGap })
        var never = broadcast(.vp8, .vp8)
        never.film.works = false
        never.wantsH264 = true
        never.run(for: .seconds(30))
        #expect(never.packager.snapshot?.rendition(.h264) == nil && never.complaints == [])
        #expect(never.read(.audio).segments.allSatisfy { !$0.isGap })
    }

    @Test("one that hangs for longer than it is waited for leaves a gap, and nothing of no length")
    func hangs() throws {
        var stream = broadcast(.vp8, .vp8)
        stream.wantsH264 = true
        stream.run(for: .seconds(13))
        stream.film.delay = .milliseconds(3200)
        stream.run(for: .seconds(7))
        stream.film.delay = .milliseconds(25)
        stream.run(for: .seconds(13))
        #expect(stream.complaints == [])
        let film = stream.read(.h264).segments
        #expect(film.contains { $0.isGap } && film.suffix(2).allSatisfy { !$0.isGap })
        #expect(film.allSatisfy { $0.duration > 1000 || $0.uri == nil }, "\(film.map(\.duration))")
    }

    @Test(
        "one that encodes every other picture or fourth breaks no rule and leaves no gap",
        arguments: [
            (33_333_333, 2), (33_333_333, 4), (40_000_000, 4), (66_666_667, 2), (50_000_000, 2),
            (16_666_667, 4),
        ])
    func halved(frame: Int64, divisor: Int) throws {
        var stream = broadcast(.vp8, .vp8)
        stream.frameInterval = .nanoseconds(frame)
        stream.wantsH264 = true
        stream.run(for: .seconds(13))
        stream.film.divisor = divisor
        stream.run(for: .seconds(20))
        #expect(stream.complaints == [])
        #expect(stream.read(.h264).segments.allSatisfy { !$0.isGap && !$0.isDiscontinuous })
        #expect(try contents(stream).areSync)
    }

    @Test("pictures of another size are behind a discontinuity, in another section")
    func sizes() throws {
        var stream = broadcast(.vp8, .vp8)
        stream.wantsH264 = true
        stream.run(for: .seconds(12))
        // The publisher is another one, and so is what is made.
        stream.packager.restart(.video)
        stream.film.size = 1
        stream.run(for: .seconds(15))
        #expect(stream.complaints == [])
        let film = stream.read(.h264)
        #expect(film.segments.count { $0.isDiscontinuous } == 1)
        let text = try #require(stream.packager.snapshot?.rendition(.h264)).playlist()
        #expect(text.split(separator: "\n").count { $0.hasPrefix("#EXT-X-MAP") } == 2)
    }

    @Test("a publisher that pauses and returns has the same discontinuities in all renditions")
    func discontinuities() throws {
        var stream = broadcast(.vp8, .vp8)
        stream.wantsH264 = true
        stream.run(for: .seconds(12))
        stream.run(for: .seconds(15), video: false, audio: false)
        stream.run(for: .seconds(15))
        #expect(stream.complaints == [])
        let count = { (stream: ReadPlaylist) in stream.segments.count { $0.isDiscontinuous } }
        #expect(count(stream.read(.h264)) == count(stream.read(.audio)) && count(stream.read(.audio)) >= 1)
    }

    @Test("a publisher that changes to a codec of its own needs no other")
    func another() throws {
        var stream = broadcast(.vp8, .vp8)
        stream.wantsH264 = true
        stream.run(for: .seconds(8))
        (stream.codec, stream.clip, stream.wantsH264) = (.h264, .baseline, false)
        stream.run(for: .seconds(8))
        #expect(!stream.film.isWanted && stream.packager.snapshot?.rendition(.h264) == nil)
        #expect(try variants(stream).map(\.uri) == ["video/index.m3u8", "video/index.m3u8"])
    }

    @Test("when the stream ends, so does it")
    func ended() throws {
        var stream = broadcast(.vp8, .vp8)
        stream.wantsH264 = true
        stream.run(for: .seconds(12))
        stream.end()
        #expect(stream.read(.h264).isEnded && stream.read(.h264).segments.last?.uri != nil)
        #expect(stream.complaints == [] && stream.packager.snapshot?.offers(.h264) == false)
        #expect(stream.packager.snapshot?.multivariantPlaylist.contains("video-h264/index.m3u8") == true)
    }

    @Test("a manifest has H.264 of the last segments before anybody asks, and what was made after")
    func manifest() throws {
        var stream = broadcast(.vp8, .vp8)
        stream.run(for: .seconds(10))
        let date = WallClock(seconds: 1_700_000_010)
        let before = try #require(stream.packager.snapshot).manifest(at: date)
        let first =
            try #require(stream.packager.snapshot?.rendition(RenditionName(.video))).position.segment - 1
        #expect(before.contains("<Representation id=\"video-h264\"") && !before.contains("id=\"video\""))
        #expect(before.contains("startNumber=\"\(first)\" initialization=\"video-h264/"))
        #expect(before.contains("codecs=\"avc1.6400"))
        stream.wantsH264 = true
        stream.run(for: .seconds(10))
        let after = try #require(stream.packager.snapshot).manifest(at: date)
        #expect(after.contains("startNumber=\"\(first)\" initialization=\"video-h264/"))
        var both = broadcast(.vp9, .vp9)
        both.run(for: .seconds(10))
        let text = try #require(both.packager.snapshot).manifest(at: date)
        #expect(text.contains("<AdaptationSet id=\"0\"") && text.contains("<AdaptationSet id=\"3\""))
        #expect(text.contains("selectionPriority=\"0\""))
    }

    @Test("what a process says that went mad is left out")
    func mad() throws {
        var stream = broadcast(.vp8, .vp8)
        stream.wantsH264 = true
        stream.run(for: .seconds(12))
        let present: Int64 = 22 * 90_000
        var generator = SeededGenerator(seed: 3)
        for index in 0..<2000 {
            let times = [.max, .min, 0, -5, present + Int64(generator.next() % 1_000_000), present]
            let unit = AccessUnit(
                [UInt8](repeating: 7, count: index % 20_000), decodeTime: times[index % times.count],
                compositionOffset: index % 7 == 0 ? -4 : 0, isSync: index % 3 == 0)
            stream.film.size = index % 2
            stream.packager.handleBridged(unit, stream.film.configuration, at: stream.now)
        }
        stream.film.size = 0
        stream.run(for: .seconds(30))
        #expect(stream.complaints == [])
        #expect(stream.read(.h264).segments.suffix(2).allSatisfy { !$0.isGap })
    }
}
