import RTP
import SDP
import Testing
import Timing
import WebRTC

@testable import SFU

@Suite struct FanOutTests {
    /// What is sent of a batch, in order: how many packets of what.
    private static func drain(_ fanOut: inout FanOut) -> [String] {
        var seen: [String] = []
        while let stretch = fanOut.nextAudio ?? fanOut.nextVideo {
            seen.append("\(stretch.origin.kind) \(stretch.range.count)")
            fanOut.advance(past: stretch)
        }
        return seen
    }

    @Test("audio goes first, and long stretches are cut to what fits into a run")
    func order() throws {
        let made = try BatchSample(video: 100, audio: 2)
        var fanOut = FanOut()
        fanOut.add(made.batch, kept: made.kept, by: made.sources)
        #expect(Self.drain(&fanOut) == ["audio 2", "video 48", "video 48", "video 4"])
        #expect(fanOut.packets.isEmpty && fanOut.next == 0)
    }

    @Test("audio of a later batch overtakes video that waits, whose order is kept")
    func overtaking() throws {
        let made = try BatchSample(video: 60, audio: 1)
        var fanOut = FanOut()
        for _ in 0..<2 { fanOut.add(made.batch, kept: made.kept, by: made.sources) }
        #expect(
            Self.drain(&fanOut) == ["audio 1", "audio 1", "video 48", "video 12", "video 48", "video 12"])
    }

    @Test("a stretch knows where decoding can begin")
    func beginning() throws {
        let made = try BatchSample(video: 60, audio: 0, beginsAt: 50)
        var fanOut = FanOut()
        fanOut.add(made.batch, kept: made.kept, by: made.sources)
        let first = try #require(fanOut.nextVideo)
        #expect(first.beginning == nil && first.range == 0..<48 && first.byteCount == 48 * 20)
        fanOut.advance(past: first)
        #expect(fanOut.nextVideo?.beginning == 50 && fanOut.nextVideo?.range == 48..<60)
    }

    @Test("what nobody wants is left out")
    func unwanted() throws {
        let made = try BatchSample(video: 3, audio: 1)
        var fanOut = FanOut()
        fanOut.add(made.batch, kept: made.kept, by: made.sources) { kind, _ in kind == .audio }
        #expect(Self.drain(&fanOut) == ["audio 1"])
    }

    @Test("more than a burst is too much to wait")
    func overfull() throws {
        let made = try BatchSample(video: 100, audio: 0)
        var fanOut = FanOut()
        for _ in 0..<20 { fanOut.add(made.batch, kept: made.kept, by: made.sources) }
        #expect(!fanOut.isOverfull)
        fanOut.add(made.batch, kept: made.kept, by: made.sources)
        #expect(fanOut.isOverfull)
    }
}
