import HTTP
import Media
import Testing
import Timing

@testable import SFU
@testable import Server

/// The sound as AAC, as the stream has it made and players get it.
@Suite struct BridgedSoundTests {
    private func live() -> StagedStream {
        let staged = StagedStream()
        staged.publisherComes()
        staged.run(for: .seconds(20))
        return staged
    }

    /// The units that the transcoder was told of.
    private func units(_ staged: StagedStream) -> [AccessUnit] {
        staged.steps.flatMap { step -> [AccessUnit] in
            if case .units(let units, _) = step { return units }
            return []
        }
    }

    /// How often it was told to begin and to end.
    private func turns(_ staged: StagedStream) -> [Bool] {
        staged.steps.compactMap { step in
            switch step {
            case .begin: true
            case .end: false
            case .units: nil
            }
        }
    }

    /// Gives back what was told of, a unit for each.
    private func answer(_ staged: StagedStream) throws {
        let told = units(staged)
        let first = try #require(told.first).decodeTime
        let end = try #require(told.last).decodeTime
        for time in stride(from: first, to: end, by: 1024) {
            staged.hear(AccessUnit([1, 2, 3], decodeTime: time, duration: 1024))
        }
    }

    @Test("nobody makes AAC until somebody asks for it, who then waits for three whole segments")
    func asked() throws {
        let staged = live()
        #expect(staged.steps.isEmpty || turns(staged) == [false])
        #expect(staged.get("index.m3u8")?.text.contains("audio-aac/index.m3u8") == true)
        let question = staged.ask("audio-aac/index.m3u8")
        #expect(staged.answer(to: question) == nil && turns(staged).last == true)
        let told = units(staged)
        #expect(told.count > 500 && zip(told, told.dropFirst()).allSatisfy { $0.decodeTime < $1.decodeTime })
        try answer(staged)
        let text = try #require(staged.answer(to: question)).text
        #expect(text.split(separator: "\n").count { $0.hasPrefix("#EXTINF") } == 3)
        #expect(staged.get("audio-aac/nonsense.m4s")?.status == .notFound)
    }

    @Test("a minute after the last question it is ended, and also with the stream")
    func ended() throws {
        let staged = live()
        _ = staged.ask("audio-aac/index.m3u8")
        try answer(staged)
        #expect(turns(staged).last == true)
        for _ in 0..<62 {
            staged.run(for: .seconds(1), looks: false)
            _ = staged.get("video/index.m3u8")
        }
        #expect(turns(staged).last == false)
        _ = staged.ask("audio-aac/index.m3u8")
        #expect(turns(staged).last == true)
        staged.hear(.letGo)
        #expect(turns(staged).last == false)
    }

    @Test("while no transcoder works nobody waits for what is not there, and what is there is served")
    func unavailable() throws {
        let staged = live()
        let question = staged.ask("audio-aac/index.m3u8")
        staged.hear(isLineThere: false)
        let refusal = try #require(staged.answer(to: question))
        #expect(refusal.status == .serviceUnavailable && refusal.fields["retry-after"] != nil)
        #expect(staged.get("audio-aac/index.m3u8")?.status == .serviceUnavailable)
        #expect(staged.get("video/index.m3u8")?.status == .ok)
        staged.hear(isLineThere: true)
        let other = staged.ask("audio-aac/index.m3u8")
        try answer(staged)
        #expect(staged.answer(to: other)?.status == .ok)
        staged.hear(isLineThere: false)
        #expect(staged.get("audio-aac/index.m3u8")?.status == .ok)
    }
}
