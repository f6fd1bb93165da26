import Bytes
import MP4
import Simulation
import Testing
import Timing

@testable import Packaging

/// Manifests of broadcasts on virtual time: after each tenth of a second one is loaded, held against the rules and the one
/// before, and what it names is held against what there is.
@Suite struct ManifestTests {
    /// A player of manifests.
    private struct Player {
        var complaints: Set<String> = []
        var last: ReadManifest?

        mutating func run(_ broadcast: inout Broadcast, for duration: Duration) throws {
            for _ in 0..<(duration.nanoseconds / 100_000_000) {
                broadcast.run(for: .milliseconds(100))
                try look(broadcast)
            }
        }

        mutating func look(_ broadcast: Broadcast) throws {
            guard let snapshot = broadcast.packager.snapshot, snapshot.isPlayable else { return }
            let date = WallClock(nanoseconds: 1_700_000_000_000_000_000 + broadcast.now.nanoseconds)
            let manifest = try #require(ReadManifest(snapshot.manifest(at: date)))
            complaints.formUnion(last.map { manifest.complaints(after: $0) } ?? manifest.complaints)
            last = manifest
            for segment in manifest.segments { judge(segment, snapshot) }
        }

        /// Whether what is named is there, and begins when it was said to.
        private mutating func judge(_ segment: ReadManifest.Segment, _ snapshot: StreamSnapshot) {
            let rendition = snapshot.rendition(segment.rendition)
            let folder = segment.rendition + "/"
            // Nobody has asked for it.
            if rendition == nil, segment.rendition == "audio-aac", snapshot.offers(.aac) { return }
            guard let rendition, segment.name.hasPrefix(folder), segment.initialization.hasPrefix(folder),
                let known = rendition.segment(segment.number)
            else {
                complaints.insert("what is named is not there")
                return
            }
            let name = segment.name.dropFirst(folder.count)
            let isUnfinished = rendition.unfinishedSegment(named: name) == segment.number
            guard let first = known.parts.first else { return }
            let time = ReadFragment.all(in: first.bytes.bytes).first?.runs.first?.decodeTime
            if time != UInt64(segment.start) {
                complaints.insert("a segment does not begin when it was said to")
            }
            if !isUnfinished, known.duration != Int64(segment.duration) {
                complaints.insert("a segment is not as long as was said")
            }
            if case .bytes(let bytes) = rendition.resource(
                named: segment.initialization.dropFirst(folder.count))
            {
                if bytes.isEmpty { complaints.insert("an initialisation section is empty") }
            } else {
                complaints.insert("an initialisation section is not there")
            }
        }
    }

    @Test(
        "manifests break no rule, and what they name is there, with and without pictures and sound",
        arguments: [[.video, .audio], [.audio], [.video]] as [Set<TrackKind>])
    func kinds(kinds: Set<TrackKind>) throws {
        var broadcast = Broadcast(kinds)
        var player = Player()
        try player.run(&broadcast, for: .seconds(30))
        #expect(player.complaints == [])
        let last = try #require(player.last)
        #expect(last.periods.count == 1 && last.segments.count >= 7 * kinds.count)
    }

    @Test("a larger picture, a source that begins anew and one that stands still are periods of their own")
    func periods() throws {
        var broadcast = Broadcast()
        var player = Player()
        try player.run(&broadcast, for: .seconds(12))
        broadcast.clip = .large
        broadcast.keyframeInterval = .milliseconds(1)
        try player.run(&broadcast, for: .seconds(8))
        broadcast.packager.restart(.video)
        broadcast.packager.restart(.audio)
        try player.run(&broadcast, for: .seconds(8))
        let before = try #require(player.last).periods.count
        for _ in 0..<100 {
            broadcast.run(for: .milliseconds(100), video: false, audio: false)
            try player.look(broadcast)
        }
        try player.run(&broadcast, for: .seconds(8))
        #expect(player.complaints == [])
        let after = try #require(player.last).periods.count
        #expect(before == 3 && after > before)
    }

    @Test("the sound is there as AAC, too: as it will be when somebody asks, and then as it is")
    func aac() throws {
        var broadcast = Broadcast(settings: PackagingSettings(bridgedSound: 128_000))
        var player = Player()
        try player.run(&broadcast, for: .seconds(22))
        let promised = try #require(player.last).segments.filter { $0.rendition == "audio-aac" }
        #expect(!broadcast.encoder.isWanted && promised.count == 4)
        broadcast.wantsAAC = true
        try player.run(&broadcast, for: .seconds(4))
        let made = try #require(player.last).segments.filter { $0.rendition == "audio-aac" }
        #expect(Set(promised.map(\.name)).isSubset(of: made.map(\.name)))
        #expect(Set(made.map(\.initialization)) == Set(promised.map(\.initialization)))
        broadcast.packager.restart(.video)
        try player.run(&broadcast, for: .seconds(6))
        broadcast.encoder.works = false
        try player.run(&broadcast, for: .seconds(6))
        broadcast.encoder.works = true
        try player.run(&broadcast, for: .seconds(6))
        let sets = try #require(player.last?.root.all("Period").last).all("AdaptationSet")
        let codecs = sets.map { $0.all("Representation").first?.attributes["codecs"] }
        #expect(player.complaints == [] && sets.map { $0.attributes["id"] } == ["0", "1", "2"])
        #expect(
            codecs.dropFirst() == ["opus", "mp4a.40.2"] && sets[2].attributes["selectionPriority"] == "0")
        broadcast.end()
        try player.look(broadcast)
        #expect(player.complaints == [])
    }

    @Test(
        "layers that somebody asks for are representations of one set, with their own times and the same numbers",
        arguments: [0, 300])
    func layers(apart: Int) throws {
        var broadcast = Broadcast()
        broadcast.layers = 1..<3
        broadcast.layerDelay = .milliseconds(apart)
        var player = Player()
        try player.run(&broadcast, for: .seconds(8))
        #expect(try #require(player.last).representations == ["video"])
        broadcast.wantsLayers = true
        try player.run(&broadcast, for: .seconds(20))
        let last = try #require(player.last)
        #expect(player.complaints == [] && last.representations == ["video", "video-1", "video-2"])
        let set = try #require(last.root.all("Period").last?.all("AdaptationSet").first)
        #expect(set.attributes["segmentAlignment"] == "\(apart == 0)")
        let numbers = ["video", "video-1", "video-2"].map { name in
            last.segments.filter { $0.rendition == name }.map(\.number)
        }
        let newest = try #require(numbers[0].last)
        for layer in numbers.dropFirst() {
            // Its keyframe may be yet to come.
            #expect(layer.count >= 4 && layer.last.map { newest - 1...newest ~= $0 } == true)
        }
        // One of them pauses, which is a hole in it and a discontinuity nowhere.
        broadcast.layers = 1..<2
        try player.run(&broadcast, for: .seconds(9))
        broadcast.layers = 1..<3
        try player.run(&broadcast, for: .seconds(9))
        #expect(player.complaints == [] && player.last?.periods.count == 1)
        let resumed = try #require(player.last).segments.filter { $0.rendition == "video-2" }.map(\.number)
        #expect(resumed.count < numbers[2].count && resumed.last ?? 0 > numbers[2].last ?? .max)
        broadcast.packager.restart(.video)
        for layer in broadcast.layers { broadcast.packager.restart(layer: layer) }
        try player.run(&broadcast, for: .seconds(9))
        broadcast.end()
        try player.look(broadcast)
        #expect(player.complaints == [] && player.last?.periods.count == 2)
        #expect(try #require(player.last).representations == ["video", "video-1", "video-2"])
    }

    @Test("what has left the window has left the manifest, and the periods that stay are where they were")
    func window() throws {
        var broadcast = Broadcast(settings: PackagingSettings(window: .seconds(30)))
        var player = Player()
        try player.run(&broadcast, for: .seconds(40))
        broadcast.packager.restart(.video)
        try player.run(&broadcast, for: .seconds(90))
        #expect(player.complaints == [] && player.last?.periods.count == 1)
    }

    @Test("marked moments are events of the periods that they are in")
    func events() throws {
        var broadcast = Broadcast()
        var player = Player()
        try player.run(&broadcast, for: .seconds(12))
        let dates = [1_700_000_011, 1_700_000_019].map { WallClock(seconds: $0) }
        for date in dates { _ = broadcast.packager.mark("A & B <\u{301}&\u{301}", at: date, now: date) }
        broadcast.packager.restart(.video)
        try player.run(&broadcast, for: .seconds(10))
        #expect(player.complaints == [])
        let periods = try #require(player.last).root.all("Period")
        let start = try #require(player.last?.root.attributes["availabilityStartTime"])
        #expect(start == "2023-11-14T22:13:10.000Z" && periods.count == 2)
        for (period, date) in zip(periods, dates) {
            let event = try #require(period.all("EventStream").first?.all("Event").first)
            let begins = try #require(ReadManifest.milliseconds(period.attributes["start"]))
            let time = try #require(event.number("presentationTime"))
            #expect(abs(time + begins - (Int(date.seconds) - 1_699_999_990) * 1000) <= 1)
            #expect(event.attributes["messageData"] == "A &amp; B &lt;\u{301}&amp;\u{301}")
            #expect(event.number("duration") == 0)
        }
    }

    @Test("a stream that has ended is static, and has a length")
    func end() throws {
        var broadcast = Broadcast()
        var player = Player()
        try player.run(&broadcast, for: .seconds(12))
        broadcast.end()
        try player.look(broadcast)
        #expect(player.complaints == [] && player.last?.root.attributes["type"] == "static")
    }

    @Test("what breaks a rule is found")
    func planted() throws {
        var broadcast = Broadcast()
        broadcast.run(for: .seconds(8))
        let text = try #require(broadcast.packager.snapshot).manifest(at: WallClock(seconds: 1_700_000_000))
        #expect(ReadManifest(text)?.complaints == [])
        for (old, new) in [
            (" publishTime=\"", " published=\""), ("<UTCTiming", "<Timing"),
            ("availabilityTimeOffset", "offset"),
            (" start=\"PT", " start=\"T"), (" d=\"", " d=\"-"), ("ProducerReferenceTime", "Time"),
            ("presentationTimeOffset=\"", "presentationTimeOffset=\"9"), ("<Latency", "<Late"),
        ] {
            #expect(text.contains(old) && ReadManifest(text.replacing(old, with: new))?.complaints != [])
        }
    }
}
