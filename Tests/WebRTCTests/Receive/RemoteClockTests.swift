import RTP
import Simulation
import Testing
import Timing
import WebRTC

@Suite struct RemoteClockTests {
    /// NTP time `milliseconds` after some day of 2026.
    private static func ntp(_ milliseconds: Int64) -> NTPTime {
        NTPTime(WallClock(nanoseconds: 1_790_000_000_000_000_000 + milliseconds * 1_000_000))
    }

    /// Where the clock places the moment 0, in milliseconds of the axis.
    private static func zero(_ clock: RemoteClock) -> Double? {
        clock.instant(of: ntp(0)).map { Double($0.nanoseconds) / 1_000_000 }
    }

    @Test("the first report is believed, and one without a time is not")
    func first() {
        var clock = RemoteClock()
        clock.handle(NTPTime(0), at: .milliseconds(1))
        #expect(Self.zero(clock) == nil)
        clock.handle(Self.ntp(500), at: .milliseconds(1530))
        #expect(abs((Self.zero(clock) ?? 0) - 1030) < 0.001)
    }

    @Test(
        "reports that jitter leave the clock near the fastest, and it never moves by more than a thousandth")
    func jitter() {
        var clock = RemoteClock()
        var generator = SeededGenerator(seed: 1)
        var last: Double?
        for report: Int64 in 0..<300 {
            let delay = 20 + Int64.random(in: 0...50, using: &generator)
            clock.handle(Self.ntp(report * 500), at: .milliseconds(1000 + report * 500 + delay))
            let now = Self.zero(clock) ?? 0
            #expect(abs(now - (last ?? now)) < 0.56)
            last = now
        }
        #expect((1018...1026).contains(last ?? 0))
    }

    @Test("a clock that was set is followed at the second report")
    func set() {
        var clock = RemoteClock()
        clock.handle(Self.ntp(0), at: .milliseconds(1000))
        clock.handle(Self.ntp(61_000), at: .milliseconds(2000))
        #expect(abs((Self.zero(clock) ?? 0) - 1000) < 0.001)
        clock.handle(Self.ntp(62_000), at: .milliseconds(3000))
        #expect(abs((Self.zero(clock) ?? 0) + 59_000) < 0.001)
    }
}
