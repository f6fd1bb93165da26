import RTP
import Simulation
import Testing
import Timing

@testable import WebRTC

@Suite struct CaptureClockTests {
    /// NTP time `milliseconds` after some day of 2026.
    private static func ntp(_ milliseconds: Int64) -> NTPTime {
        NTPTime(WallClock(nanoseconds: 1_790_000_000_000_000_000 + milliseconds * 1_000_000))
    }

    /// How far a timestamp is from a moment, in milliseconds.
    private static func error(_ clock: CaptureClock, _ timestamp: UInt32, _ milliseconds: Int64) -> Double? {
        clock.time(of: RTPTimestamp(timestamp)).map {
            Double(Int64(bitPattern: $0.value &- ntp(milliseconds).value)) / 4_294_967_296 * 1000
        }
    }

    @Test("nothing is known before the first pair, and then every timestamp around it, across the wrap")
    func first() {
        var clock = CaptureClock(clockRate: 90_000)
        #expect(clock.time(of: RTPTimestamp(0)) == nil)
        clock.note(Self.ntp(0), RTPTimestamp(.max - 89_999))
        for (timestamp, time): (UInt32, Int64) in [(0, 1000), (90_000, 2000), (.max - 179_999, -1000)] {
            #expect(abs(Self.error(clock, timestamp, time) ?? 9) < 0.001)
        }
    }

    @Test("pairs that are milliseconds off are averaged")
    func noise() {
        var clock = CaptureClock(clockRate: 90_000)
        var generator = SeededGenerator(seed: 3)
        for second: Int64 in 0..<100 {
            let noise = Int64.random(in: -10...10, using: &generator)
            clock.note(Self.ntp(second * 1000 + noise), RTPTimestamp(UInt32(second * 90_000)))
            guard second > 10 else { continue }
            #expect(abs(Self.error(clock, UInt32(second * 90_000), second * 1000) ?? 99) < 8)
        }
    }

    @Test("a pair that is far off is believed when the next one agrees")
    func wrong() {
        var clock = CaptureClock(clockRate: 90_000)
        clock.note(Self.ntp(0), RTPTimestamp(0))
        clock.note(Self.ntp(90_000), RTPTimestamp(90_000))
        #expect(abs(Self.error(clock, 90_000, 1000) ?? 9) < 0.001)
        clock.note(Self.ntp(2000), RTPTimestamp(180_000))
        #expect(abs(Self.error(clock, 180_000, 2000) ?? 9) < 0.001)
        clock.note(Self.ntp(90_000), RTPTimestamp(0))
        clock.note(Self.ntp(91_010), RTPTimestamp(90_000))
        #expect(abs(Self.error(clock, 90_000, 91_010) ?? 9) < 0.001)
    }

    @Test("a sender without a clock, and a stream without one, say nothing")
    func none() {
        var clock = CaptureClock(clockRate: 90_000)
        clock.note(NTPTime(0), RTPTimestamp(0))
        #expect(clock.time(of: RTPTimestamp(0)) == nil)
        var timeless = CaptureClock(clockRate: 0)
        timeless.note(Self.ntp(0), RTPTimestamp(0))
        #expect(timeless.time(of: RTPTimestamp(0)) == nil)
    }
}
