import Bytes
import MP4
import Media
import Packaging
import Simulation
import Testing
import Timing

/// The sound in another codec: what somebody who asks for it gets, and when it is made. Every playlist is held against the rules by
/// the broadcast.
@Suite struct SoundBridgeTests {
    private func broadcast(_ kinds: Set<TrackKind> = [.video, .audio]) -> Broadcast {
        Broadcast(kinds, settings: PackagingSettings(bridgedSound: 128_000))
    }

    /// The variants that a player reads.
    private func variants(_ stream: Broadcast) throws -> [ReadMultivariant.Variant] {
        let snapshot = try #require(stream.packager.snapshot)
        return try #require(ReadMultivariant(snapshot.multivariantPlaylist)).variants
    }

    /// How far each segment of AAC is from where its playlist has it, and from the segment before: in ticks, the most of all.
    private func shift(_ stream: Broadcast) throws -> (fromDate: Int, hidden: Int) {
        let rendition = try #require(stream.packager.snapshot?.rendition(.aac))
        var (fromDate, hidden) = (0, 0)
        for segment in ReadPlaylist(rendition.playlist()).segments where !segment.isGap {
            guard let uri = segment.uri, case .bytes(let bytes) = rendition.resource(named: uri) else {
                continue
            }
            let date = try #require(segment.date)
            var expected: Int?
            for run in ReadFragment.all(in: bytes.bytes).flatMap(\.runs) {
                let time = Int(try #require(run.decodeTime))
                // The timeline begins ten seconds before the stream.
                let shown = time * 1000 / 48_000 + 1_699_999_990_000
                if expected == nil { fromDate = max(fromDate, abs(shown - date)) }
                if let expected { hidden = max(hidden, abs(time - expected)) }
                expected = time + run.samples.count * 1024
            }
        }
        return (fromDate, hidden)
    }

    @Test("nothing is made for nobody, and it is offered beside what the publisher sends")
    func offered() throws {
        var stream = broadcast()
        stream.run(for: .seconds(10))
        #expect(!stream.encoder.isWanted && stream.complaints == [])
        let snapshot = try #require(stream.packager.snapshot)
        #expect(snapshot.rendition(.aac) == nil && snapshot.offers(.aac))
        #expect(try variants(stream).map(\.audio) == ["audio/index.m3u8", "audio-aac/index.m3u8"])
        #expect(try variants(stream).map(\.uri) == ["video/index.m3u8", "video/index.m3u8"])
        #expect(snapshot.multivariantPlaylist.contains(",mp4a.40.2\""))
    }

    @Test("who asks gets the last segments at once, with the numbers and dates of the original")
    func made() throws {
        var stream = broadcast()
        stream.run(for: .seconds(20))
        stream.wantsAAC = true
        stream.run(for: .milliseconds(500))
        #expect(stream.read(.aac).segments.count { $0.uri != nil } == 3)
        stream.run(for: .seconds(20))
        #expect(stream.complaints == [])
        let (aac, opus) = (stream.read(.aac), stream.read(.audio))
        #expect(aac.segments.count > 7)
        for segment in aac.segments {
            let same = try #require(opus.segments.first { $0.number == segment.number })
            let (one, other) = (try #require(segment.date), try #require(same.date))
            #expect(abs(one - other) <= 22 && !segment.isGap, "\(segment.number)")
        }
        #expect(try shift(stream) == (0, 0))
    }

    @Test("it is made for a minute after the last who asked, and begins anew with later numbers")
    func idle() throws {
        var stream = broadcast()
        stream.run(for: .seconds(5))
        stream.wantsAAC = true
        stream.run(for: .seconds(10))
        let last = try #require(stream.read(.aac).segments.last).number
        stream.wantsAAC = false
        stream.run(for: .seconds(58))
        #expect(stream.encoder.isWanted)
        stream.run(for: .seconds(4))
        #expect(!stream.encoder.isWanted && stream.packager.snapshot?.rendition(.aac) == nil)
        stream.wantsAAC = true
        stream.run(for: .seconds(5))
        #expect(stream.encoder.beginnings == 2 && stream.complaints == [])
        #expect(stream.read(.aac).segments.allSatisfy { $0.number > last })
    }

    @Test(
        "while its process is away there is a gap, and then it goes on where it belongs; the others notice nothing",
        arguments: [100, 700, 1500, 2600, 5000, 14_000])
    func broken(milliseconds: Int) throws {
        var stream = broadcast()
        stream.wantsAAC = true
        stream.run(for: .milliseconds(13_300))
        stream.encoder.works = false
        stream.run(for: .milliseconds(milliseconds))
        stream.encoder.works = true
        stream.run(for: .seconds(12))
        #expect(stream.complaints == [])
        let aac = stream.read(.aac).segments
        #expect(aac.contains { $0.isGap } && aac.suffix(2).allSatisfy { !$0.isGap && !$0.isDiscontinuous })
        // What is there is as long as it lasts, and no unit was stretched.
        #expect(try shift(stream) == (0, 0))
        for kind in TrackKind.allCases {
            #expect(stream.read(kind).segments.allSatisfy { !$0.isGap && !$0.isDiscontinuous })
        }
    }

    @Test("a process that never works makes nothing, and keeps nobody from the others")
    func never() throws {
        var stream = broadcast()
        stream.encoder.works = false
        stream.wantsAAC = true
        stream.run(for: .seconds(40))
        #expect(stream.packager.snapshot?.rendition(.aac) == nil && stream.complaints == [])
        stream.encoder.works = true
        stream.run(for: .seconds(12))
        #expect(stream.complaints == [] && stream.read(.aac).segments.count >= 3)
        #expect(try shift(stream) == (0, 0))
    }

    @Test("a publisher that pauses, returns and jumps has the same discontinuities in all renditions")
    func discontinuities() throws {
        var stream = broadcast()
        stream.wantsAAC = true
        stream.run(for: .seconds(12))
        stream.run(for: .seconds(15), video: false, audio: false)
        stream.run(for: .seconds(10))
        stream.packager.restart(.video)
        stream.packager.restart(.audio)
        stream.run(for: .seconds(15))
        #expect(stream.complaints == [])
        let count = { (stream: ReadPlaylist) in stream.segments.count { $0.isDiscontinuous } }
        #expect(count(stream.read(.aac)) == count(stream.read(.video)) && count(stream.read(.video)) >= 2)
        #expect(try shift(stream) == (0, 0))
    }

    @Test("sound that pauses is a gap, after which it is in its place")
    func pause() throws {
        var stream = broadcast()
        stream.wantsAAC = true
        stream.run(for: .seconds(12))
        stream.run(for: .seconds(5), audio: false)
        stream.run(for: .seconds(12))
        #expect(stream.complaints.filter { $0.contains("aac") } == [])
        #expect(stream.read(.aac).segments.contains { $0.isGap })
        #expect(try shift(stream) == (0, 0))
    }

    @Test("a stream of sound alone has it as a variant, and one that nobody can make it for has none")
    func others() throws {
        var sound = broadcast([.audio])
        sound.wantsAAC = true
        sound.run(for: .seconds(15))
        #expect(sound.complaints == [])
        #expect(try variants(sound).map(\.uri) == ["audio/index.m3u8", "audio-aac/index.m3u8"])
        var none = Broadcast()
        none.wantsAAC = true
        none.run(for: .seconds(5))
        #expect(!none.encoder.isWanted && none.packager.snapshot?.offers(.aac) == false)
        #expect(none.packager.snapshot?.multivariantPlaylist.contains("aac") == false)
    }

    @Test("when the stream ends, so does it")
    func ended() throws {
        var stream = broadcast()
        stream.wantsAAC = true
        stream.run(for: .seconds(12))
        stream.end()
        #expect(stream.read(.aac).isEnded && stream.read(.aac).segments.last?.uri != nil)
        #expect(stream.complaints == [] && stream.packager.snapshot?.offers(.aac) == false)
    }

    @Test("what a process says that went mad is left out")
    func mad() throws {
        var stream = broadcast()
        stream.wantsAAC = true
        stream.run(for: .seconds(12))
        let present: Int64 = 22 * 48_000
        let configurations = [(48_000, 2), (44_100, 2), (48_000, 1)].map {
            AACConfiguration(sampleRate: $0, channelCount: $1)
        }
        var generator = SeededGenerator(seed: 3)
        for index in 0..<2000 {
            let times = [.max, .min, 0, -5, present + Int64(generator.next() % 1_000_000), present]
            let unit = AccessUnit(
                [UInt8](repeating: 7, count: index % 20_000), decodeTime: times[index % times.count],
                duration: [1024, 0, -1, .max, nil][index % 5])
            guard let configuration = configurations[index % 3] else { continue }
            stream.packager.handleBridged(unit, configuration, at: stream.now)
        }
        stream.run(for: .seconds(20))
        #expect(stream.complaints == [])
        #expect(try shift(stream) == (0, 0))
    }
}
