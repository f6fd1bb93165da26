import HTTP
import Packaging
import SFU
import Testing
import Timing

@testable import Server

/// When streams are recorded, and what whoever asks is told.
@Suite struct StreamRecorderTests {
    /// The recordings that began and ended, in order: `begin` and `end`.
    private func events(of staged: StagedStream) -> [String] {
        staged.orders.compactMap { order in
            switch order {
            case .begin: "begin"
            case .end: "end"
            default: nil
            }
        }
    }

    private func pieces(of staged: StagedStream) -> [RecordedPiece] {
        staged.orders.compactMap { if case .add(let piece, _) = $0 { piece } else { nil } }
    }

    @Test("a stream that is to be recorded is, from its first segment to its end, though nobody watches")
    func configured() throws {
        let staged = StagedStream(isRecorded: true)
        staged.publisherComes()
        staged.run(for: .seconds(90), looks: false)
        #expect(!staged.stream.isOver)
        staged.hear(.letGo)
        #expect(events(of: staged) == ["begin", "end"])
        let video = pieces(of: staged).filter { $0.kind == .video }
        #expect(video.map(\.index) == Array(video.indices) && video.first?.beginsSegment == true)
        // From the first picture on, though it is known only a while later how to cut it.
        let length = video.reduce(Duration.zero) { $0 + $1.duration }
        #expect(length > .milliseconds(89_900) && length < .milliseconds(90_100))
    }

    @Test("each life of a stream is a recording of its own")
    func lives() {
        let staged = StagedStream(isRecorded: true)
        staged.publisherComes()
        staged.run(for: .seconds(5), looks: false)
        staged.hear(.letGo)
        _ = staged.ask("index.m3u8")
        #expect(events(of: staged) == ["begin", "end"])
        staged.source = PacketSource(source: 9)
        staged.publisherComes()
        staged.run(for: .seconds(5), looks: false)
        #expect(events(of: staged) == ["begin", "end", "begin"])
    }

    @Test("who asks for a recording is told its name once it has begun; a second one is refused")
    func asked() throws {
        let staged = StagedStream()
        let first = staged.command(.begin)
        staged.publisherComes()
        #expect(staged.answer(to: first) == nil)
        #expect(staged.runUntilAnswer(to: first) < .seconds(3))
        let answer = try #require(staged.answer(to: first))
        #expect(answer.status == .created && answer.text.contains(#""state":"recording""#))
        #expect(answer.fields["location"]?.hasPrefix("/api/v1/recordings/stage-2026") == true)
        #expect(staged.answer(to: staged.command(.begin))?.status == .conflict)
        staged.run(for: .seconds(90), looks: false)
        #expect(staged.answer(to: staged.command(.end))?.status == .accepted)
        #expect(staged.answer(to: staged.command(.end))?.status == .notFound)
        #expect(events(of: staged) == ["begin", "end"])
        staged.run(for: .seconds(62), looks: false)
        #expect(staged.stream.isOver)
    }

    @Test(
        "a stream that nobody publishes, does not begin or cannot be carried is not recorded, and that is said"
    )
    func refused() {
        let nobody = StagedStream()
        let first = nobody.command(.begin)
        nobody.hear(.publisherWent)
        #expect(nobody.answer(to: first)?.status == .notFound)
        let silent = StagedStream()
        let second = silent.command(.begin)
        silent.publisherComes()
        silent.run(for: .seconds(21), video: false, audio: false, looks: false)
        #expect(silent.answer(to: second)?.status == .serviceUnavailable)
        let unfit = StagedStream(isRecorded: true)
        unfit.source = PacketSource(video: "96 VP8/90000")
        let third = unfit.command(.begin)
        unfit.publisherComes()
        unfit.run(for: .seconds(1), looks: false)
        #expect(unfit.answer(to: third)?.status == .unprocessableContent)
        let complaints = unfit.orders.count { if case .impossible = $0 { true } else { false } }
        #expect(complaints == 1)
    }

    @Test("a moment that is marked is told to players and kept with the recording")
    func marked() throws {
        let staged = StagedStream(isRecorded: true)
        #expect(staged.answer(to: staged.mark("too early"))?.status == .conflict)
        staged.publisherComes()
        staged.run(for: .seconds(12))
        let answer = try #require(staged.answer(to: staged.mark("Goal")))
        #expect(answer.status == .created && answer.text.contains(#""title":"Goal","date":"2026-"#))
        for title in ["a \"quote\"", "\u{FFFE}"] {
            #expect(staged.answer(to: staged.mark(title))?.status == .unprocessableContent)
        }
        staged.run(for: .seconds(2))
        #expect(staged.complaints == [])
        let text = try #require(staged.get("video/index.m3u8")).text
        #expect(text.contains(#",DURATION=0.000,X-TITLE="Goal""#))
        let kept = staged.orders.compactMap { order in
            if case .describe(_, let markers, _) = order { markers } else { nil }
        }
        #expect(kept.map { $0.map(\.title) } == [["Goal"]])
        staged.hear(.letGo)
        #expect(staged.answer(to: staged.mark("too late"))?.status == .conflict)
    }

    @Test("each of a thousand marked moments is kept once, though a stream remembers only some hundred")
    func manyMarked() throws {
        let staged = StagedStream(isRecorded: true)
        staged.publisherComes()
        staged.run(for: .seconds(3), looks: false)
        for number in 1...1010 { _ = staged.mark("\(number)") }
        let kept = staged.orders.compactMap { order in
            if case .describe(_, let markers, _) = order { markers } else { nil }
        }
        #expect(kept.last?.map(\.title) == (1...1000).map(String.init) && kept.count == 1000)
    }

    @Test("a stream that ends and is asked for again is not recorded of what it was")
    func old() {
        let staged = StagedStream()
        staged.publisherComes()
        staged.run(for: .seconds(5))
        staged.hear(.letGo)
        let question = staged.command(.begin)
        staged.hear(.publisherWent)
        #expect(staged.answer(to: question)?.status == .notFound && events(of: staged) == [])
    }
}
