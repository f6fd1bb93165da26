import RTP
import Testing
import Timing
import WebRTC

@Suite struct RoundTripTests {
    private static let clock = ReportClock(WallClock(seconds: 1_790_000_000), at: .milliseconds(5000))

    @Test("our wall clock runs with the axis")
    func clock() {
        #expect(Self.clock.wallClock(at: .milliseconds(5000)) == WallClock(seconds: 1_790_000_000))
        #expect(Self.clock.wallClock(at: .milliseconds(7000)) == WallClock(seconds: 1_790_000_002))
        #expect(Self.clock.ntpTime(at: .milliseconds(7000)) == NTPTime(WallClock(seconds: 1_790_000_002)))
    }

    @Test("the average follows slowly, the shortest falls at once, and nonsense is not counted")
    func estimate() {
        var time = RoundTripTime()
        #expect(time.smoothed == nil && time.shortest == nil)
        for milliseconds: Int64 in [80, 160, -5, 20_000, 40] { time.add(.milliseconds(milliseconds)) }
        #expect(time.latest == .milliseconds(40))
        #expect(time.smoothed == .microseconds(83_750))
        #expect(time.shortest == .milliseconds(40))
    }

    @Test("a reference time that was held and given back tells the round trip to him it was meant for")
    func probe() {
        var receiver = RoundTripProbe(ssrc: SSRC(1), clock: Self.clock)
        var sender = RoundTripProbe(
            ssrc: SSRC(2), clock: ReportClock(WallClock(seconds: 5), at: .zero))
        let nothing = sender.takeAnswer(at: .zero)
        let reference = receiver.referenceTime(at: .milliseconds(1000))
        _ = sender.handle(.referenceTime(reference), from: SSRC(1), at: .milliseconds(1040))
        let answer = sender.takeAnswer(at: .milliseconds(1340))
        let again = sender.takeAnswer(at: .milliseconds(1350))
        #expect(nothing == nil && again == nil && answer?.receiver == SSRC(1))
        guard var answer else { return }
        let measured = receiver.handle(.delay(answer), from: SSRC(2), at: .milliseconds(1380))
        #expect(abs((measured ?? .zero).seconds - 0.08) < 0.0001)
        answer.receiver = SSRC(9)
        let foreign = receiver.handle(.delay(answer), from: SSRC(2), at: .milliseconds(1380))
        #expect(foreign == nil && receiver.time.latest == measured)
    }
}
