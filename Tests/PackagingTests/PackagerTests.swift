import Media
import Packaging
import Simulation
import Testing
import Timing

/// Whole broadcasts on virtual time: what players see must break no rule, whatever the publisher does.
@Suite struct PackagerTests {
    @Test("a usual broadcast breaks no rule, and its segments are as long as was set")
    func usual() {
        var broadcast = Broadcast()
        broadcast.run(for: .seconds(45))
        #expect(broadcast.complaints == [])
        let video = broadcast.read(.video)
        #expect(video.partTarget == 36_000 && video.targetDuration == 6)
        let lengths = video.segments.dropFirst(3).filter { $0.uri != nil }.map(\.duration)
        #expect(lengths.count > 5 && lengths.allSatisfy { 390_000...430_000 ~= $0 })
        #expect(video.segments.allSatisfy { $0.parts.isEmpty || $0.parts[0].isIndependent })
    }

    @Test("the first segment is there two and a half seconds after the first picture")
    func start() throws {
        var broadcast = Broadcast()
        broadcast.run(for: .milliseconds(2500))
        #expect(broadcast.packager.snapshot?.isPlayable == true)
        #expect(try #require(broadcast.firstUpdate) <= Instant.zero.advanced(by: .milliseconds(1100)))
    }

    @Test("pictures and sound are cut at the same moments, and have the same dates")
    func together() {
        var broadcast = Broadcast()
        broadcast.run(for: .seconds(40))
        let (video, audio) = (broadcast.read(.video), broadcast.read(.audio))
        #expect(abs(video.segments.count - audio.segments.count) <= 1)
        for (one, other) in zip(video.segments, audio.segments) {
            #expect(one.number == other.number)
            #expect(abs((one.date ?? 0) - (other.date ?? 1 << 40)) <= 20)
        }
    }

    struct Source: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var kinds: Set<TrackKind> = [.video, .audio]
        var frame = Duration.nanoseconds(33_333_333), jitter = Duration.zero, keyframes: Duration?,
            canAsk = true
        var seconds = 20
    }

    static let sources = [
        Source(testDescription: "sound only", kinds: [.audio]),
        Source(testDescription: "pictures only", kinds: [.video]),
        Source(testDescription: "one picture a second", frame: .seconds(1)),
        Source(testDescription: "15 a second", frame: .nanoseconds(66_666_667)),
        Source(testDescription: "60 a second", frame: .nanoseconds(16_666_667)),
        Source(testDescription: "30 a second with 5 ms of jitter", jitter: .milliseconds(5)),
        Source(testDescription: "a keyframe each two seconds", keyframes: .seconds(2), canAsk: false),
        Source(
            testDescription: "a keyframe each ten seconds", keyframes: .seconds(10), canAsk: false,
            seconds: 60),
    ]

    @Test("playlists break no rule", arguments: sources)
    func rules(source: Source) {
        var broadcast = Broadcast(source.kinds, canAsk: source.canAsk)
        broadcast.frameInterval = source.frame
        broadcast.jitter = source.jitter
        broadcast.keyframeInterval = source.keyframes
        broadcast.run(for: .seconds(source.seconds))
        #expect(broadcast.updates > source.seconds / 2)
        broadcast.end()
        #expect(broadcast.complaints == [])
        let kind: TrackKind = source.kinds.contains(.video) ? .video : .audio
        #expect(broadcast.read(kind).isEnded)
        #expect(broadcast.read(kind).segments.count { $0.isGap } == 0)
    }

    @Test("the head of a playlist is the same before and after the end")
    func head() {
        var broadcast = Broadcast()
        broadcast.run(for: .seconds(20))
        let before = heads(of: broadcast)
        broadcast.end()
        #expect(before.allSatisfy { $0.count > 6 } && heads(of: broadcast) == before)
    }

    /// The lines of each playlist that come before its first section.
    private func heads(of broadcast: Broadcast) -> [[Substring]] {
        TrackKind.allCases.map { kind in
            let lines = broadcast.playlists[RenditionName(kind)]?.split(separator: "\n") ?? []
            return Array(lines.prefix { !$0.hasPrefix("#EXT-X-MAP:") })
        }
    }

    @Test("a publisher that comes back is a discontinuity in both renditions, and what was before stays")
    func restart() {
        var broadcast = Broadcast()
        broadcast.run(for: .seconds(20))
        broadcast.packager.restart(.video)
        broadcast.packager.restart(.audio)
        broadcast.firstTick = 77
        broadcast.run(for: .seconds(20))
        #expect(broadcast.complaints == [])
        for kind in TrackKind.allCases {
            #expect(broadcast.read(kind).segments.count { $0.isDiscontinuous } == 1)
        }
    }

    @Test("a larger picture is a discontinuity with an initialisation section of its own")
    func resolution() {
        var broadcast = Broadcast()
        broadcast.run(for: .seconds(20))
        broadcast.clip = .large
        broadcast.keyframeInterval = .milliseconds(1)
        broadcast.run(for: .seconds(20))
        #expect(broadcast.complaints == [])
        let segments = broadcast.read(.video).segments
        #expect(segments.count { $0.isDiscontinuous } == 1)
        #expect(Set(segments.map(\.initialization)) == ["init-e1-0.mp4", "init-e1-1.mp4"])
        #expect(broadcast.packager.snapshot?.multivariantPlaylist.contains("RESOLUTION=1920x1080") == true)
    }

    @Test("pictures that stall are gaps, and a discontinuity when they come back; sound goes on")
    func stall() {
        var broadcast = Broadcast()
        broadcast.run(for: .seconds(20))
        broadcast.run(for: .seconds(25), video: false)
        broadcast.run(for: .seconds(15))
        #expect(broadcast.complaints == [])
        #expect(broadcast.read(.video).segments.contains { $0.isGap })
        #expect(broadcast.read(.audio).segments.allSatisfy { !$0.isGap })
        #expect(broadcast.read(.video).segments.contains { $0.isDiscontinuous })
    }

    @Test("a stream that stands still altogether goes on listing gaps")
    func standstill() {
        var broadcast = Broadcast()
        broadcast.run(for: .seconds(20))
        let before = broadcast.read(.video).segments.count
        broadcast.run(for: .seconds(20), video: false, audio: false)
        #expect(broadcast.read(.video).segments.count >= before + 3)
        broadcast.run(for: .seconds(20))
        #expect(broadcast.complaints == [])
    }

    @Test("segments leave with the window, and can be asked for a while longer")
    func window() throws {
        var broadcast = Broadcast(settings: PackagingSettings(window: .seconds(40)))
        broadcast.run(for: .seconds(120))
        #expect(broadcast.complaints == [])
        let playlist = broadcast.read(.video)
        #expect(playlist.mediaSequence > 10)
        let length = playlist.segments.reduce(0) { $0 + $1.duration }
        #expect(4_000_000...5_000_000 ~= length)
        let rendition = try #require(broadcast.packager.snapshot?.rendition("video"))
        guard case .bytes = rendition.resource(named: "e1-\(playlist.mediaSequence - 1).m4s") else {
            Issue.record("a segment was taken away from those who had just read of it")
            return
        }
        guard case .missing = rendition.resource(named: "e1-0.m4s") else {
            Issue.record("segments are kept for ever")
            return
        }
    }

    /// The marked moments that a playlist tells, by title and date.
    private func moments(in text: String) -> [String] {
        text.matches(
            of:
                /EXT-X-DATERANGE:ID="[^"]+",CLASS="marker",START-DATE="([^"]+)",DURATION=([0-9.]+),X-TITLE="([^"]+)"\n/
        )
        .map { "\($0.3) \($0.1) \($0.2)" }
    }

    @Test("a marked moment is in every playlist, deltas too, until it has left the window")
    func markers() throws {
        var broadcast = Broadcast(settings: PackagingSettings(window: .seconds(40)))
        broadcast.run(for: .seconds(10))
        let date = WallClock(seconds: 1_700_000_010)
        let marked = broadcast.packager.mark(
            "Goal", at: date, lasting: .milliseconds(2500), now: date)
        #expect(marked?.title == "Goal" && marked?.date == date)
        broadcast.run(for: .seconds(20))
        let later = WallClock(nanoseconds: 1_700_000_030_250_000_000)
        _ = broadcast.packager.mark("Goal", at: later, now: later)
        broadcast.run(for: .seconds(5))
        let snapshot = try #require(broadcast.packager.snapshot)
        let expected = ["Goal 2023-11-14T22:13:30.000Z 2.500", "Goal 2023-11-14T22:13:50.250Z 0.000"]
        for rendition in snapshot.renditions {
            #expect(moments(in: rendition.playlist()) == expected)
            #expect(moments(in: rendition.playlist(isDelta: true)) == expected)
        }
        broadcast.run(for: .seconds(25))
        #expect(moments(in: broadcast.playlists[RenditionName(.video)] ?? "") == [expected[1]])
        #expect(broadcast.complaints == [])
        broadcast.end()
        #expect(broadcast.complaints == [])
    }

    @Test(
        "what is not of the stream, or cannot be written, is not marked",
        arguments: [
            ("a \"quote\"", 0), ("two\nlines", 0), ("", 0), (String(repeating: "a", count: 201), 0),
            ("\u{FFFE}", 0), ("a\u{FFFF}", 0), ("a\u{1FFFE}", 0),
            ("before the stream", -30), ("tomorrow", 86_400),
        ])
    func refusedMarkers(title: String, seconds: Int) {
        var broadcast = Broadcast()
        let early = WallClock(seconds: 1_700_000_000)
        let unbegun = broadcast.packager.mark("early", at: early, now: early)
        broadcast.run(for: .seconds(10))
        let now = WallClock(seconds: 1_700_000_010)
        let date = WallClock(seconds: now.seconds + Int64(seconds))
        let refused = broadcast.packager.mark(title, at: date, now: now)
        let taken = broadcast.packager.mark("fine", at: now, now: now)
        #expect(unbegun == nil && refused == nil && taken != nil)
    }

    @Test("a delta update leaves out what is beyond its boundary")
    func delta() throws {
        var broadcast = Broadcast()
        broadcast.run(for: .seconds(70))
        let rendition = try #require(broadcast.packager.snapshot?.rendition("video"))
        let (whole, delta) = (
            ReadPlaylist(rendition.playlist()), ReadPlaylist(rendition.playlist(isDelta: true))
        )
        #expect(delta.skipped > 0)
        #expect(delta.skipped + delta.segments.count == whole.segments.count)
        #expect(delta.segments.map(\.number) == whole.segments.suffix(delta.segments.count).map(\.number))
        #expect(delta.segments.last?.parts == whole.segments.last?.parts)
    }
}
