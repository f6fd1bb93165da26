import LoadModel
import RTP
import Testing
import Timing

@Suite struct LossMeterTests {
    @Test("what was lost on the way and what was lost for good are told apart")
    func shares() {
        var meter = LossMeter()
        meter.note(received: 90, lost: 10, recovered: 8)
        #expect(meter.expected == 100 && meter.lostOnTheWay == 10 && meter.lostForGood == 2)
        #expect(meter.shareOnTheWay == 0.1 && meter.shareForGood == 0.02)
    }

    @Test("numbers that begin anew do not undo what was counted")
    func restart() {
        var meter = LossMeter()
        meter.note(received: 90, lost: 10, recovered: 10)
        meter.note(received: 5, lost: 0, recovered: 10)
        #expect(meter.expected == 105 && meter.lostOnTheWay == 10 && meter.lostForGood == 0)
    }

    @Test("nothing expected is nothing lost")
    func empty() {
        #expect(LossMeter().shareForGood == 0)
    }
}

@Suite struct SkewMeterTests {
    @Test("skew is the difference of how late both are, and the worst is kept with its sign")
    func skew() {
        var meter = SkewMeter()
        meter.noteVideo(late: .milliseconds(500))
        #expect(meter.current == nil)
        meter.noteAudio(late: .milliseconds(480))
        #expect(meter.current == .milliseconds(20))
        meter.noteAudio(late: .milliseconds(560))
        meter.noteVideo(late: .milliseconds(550))
        #expect(meter.worst == .milliseconds(-60))
    }
}

@Suite struct TimelineMeterTests {
    /// A meter that saw 30 frames a second for `seconds`, with timestamps that `ticks` makes of the frame's number.
    private static func meter(seconds: Int, _ ticks: (Int) -> Int) -> TimelineMeter {
        var meter = TimelineMeter(clockRate: 90_000)
        for frame in 0..<30 * seconds {
            let now = Instant(nanoseconds: Int64(frame) * 1_000_000_000 / 30)
            meter.handleFrame(RTPTimestamp(1).advanced(by: ticks(frame)), at: now)
        }
        return meter
    }

    @Test("timestamps that tell the time are right, also when they wrap and jitter")
    func right() {
        #expect(!Self.meter(seconds: 60) { $0 * 3000 - 900_000 }.isWrong)
        #expect(!Self.meter(seconds: 60) { $0 * 3000 + ($0 % 3) * 4000 }.isWrong)
    }

    @Test("a join that catches up two seconds is right")
    func catchingUp() {
        #expect(!Self.meter(seconds: 60) { $0 < 60 ? $0 * 6000 : 180_000 + $0 * 3000 }.isWrong)
    }

    @Test("a pace that is off is found, with how far")
    func pace() {
        let meter = Self.meter(seconds: 60) { $0 * 1600 }
        #expect(meter.wrongStretches > 0)
        #expect(abs(meter.worstPace - 0.533) < 0.01)
        #expect(Self.meter(seconds: 60) { _ in 0 }.isWrong)
    }

    @Test("a jump ahead and one back are found")
    func jumps() {
        #expect(Self.meter(seconds: 20) { $0 * 3000 + ($0 > 300 ? 900_000 : 0) }.jumps == 1)
        #expect(Self.meter(seconds: 20) { $0 * 3000 - ($0 > 300 ? 900_000 : 0) }.jumps == 1)
    }

    @Test("a stream that paused may go on where it stopped, or where it would be")
    func pause() {
        for skipped in [0, 30 * 90_000] {
            var meter = TimelineMeter(clockRate: 90_000)
            meter.handleFrame(RTPTimestamp(0), at: .zero)
            meter.handleFrame(
                RTPTimestamp(3000).advanced(by: skipped), at: Instant(nanoseconds: 30_033_000_000))
            #expect(!meter.isWrong)
        }
    }
}
