import Simulation
import Testing
import Timing

@testable import Ingest

@Suite struct SourceClockTests {
    private static func at(_ milliseconds: Int64) -> Instant {
        .zero.advanced(by: .milliseconds(milliseconds))
    }
    private static let frame: Int64 = 33

    /// How late units lie behind their arrival, in milliseconds, that come as `arrival` says.
    private static func delays(
        _ count: Int64, _ arrival: (_ time: Int64) -> Int64
    ) -> (delays: [Double], jumps: Int) {
        var clock = SourceClock()
        var jumps = 0
        let delays = (0..<count).map { number in
            let time = number * frame * 1_000_000
            let now = Instant(nanoseconds: 1_000_000_000 + arrival(time))
            let place = clock.place(time, at: now)
            if place.isJump { jumps += 1 }
            return Double(place.moment.duration(to: now).nanoseconds) / 1e6
        }
        return (delays, jumps)
    }

    @Test(
        "an hour of a clock that is 200 ppm off changes the delay by less than 20 ms", arguments: [-200, 200])
    func drift(parts: Int64) {
        let (delays, jumps) = Self.delays(109_000) { $0 + $0 / 1_000_000 * parts }
        #expect(jumps == 0 && (delays.map(abs).max() ?? .infinity) < 5)
    }

    @Test("units that are held up do not move the line, and those that come sooner do at first")
    func jitter() {
        var generator = SeededGenerator(seed: 3)
        let (delays, jumps) = Self.delays(10_000) { time in
            time + (time == 0 ? 200_000_000 : Int64(generator.next() % 80_000_000))
        }
        let late = delays.dropFirst(300)
        #expect(jumps == 0 && (late.min() ?? -1) > -15 && (late.max() ?? .infinity) < 95)
    }

    @Test("a stall leaves the line where it is, and a source that was away begins a new one")
    func stalls() {
        let stalled = Self.delays(1000) { $0 < 10_000_000_000 ? $0 : max($0, 15_000_000_000) }
        #expect(stalled.jumps == 0 && abs(stalled.delays.last ?? 99) < 5)
        let away = Self.delays(1000) { $0 < 10_000_000_000 ? $0 : $0 + 60_000_000_000 }
        #expect(away.jumps == 1 && abs(away.delays.last ?? 99) < 5)
        let ahead = Self.delays(1000) { $0 < 10_000_000_000 ? $0 : $0 - 9_000_000_000 }
        #expect(ahead.jumps == 1)
    }

    @Test("whoever sends faster than it plays gets ahead, and its times keep their distances")
    func fast() {
        let (delays, _) = Self.delays(100) { $0 / 10 }
        #expect((delays.last ?? 0) < -1000 && (delays.last ?? 0) > -5000)
    }
}

@Suite struct SoundTimelineTests {
    @Test("times in whole milliseconds become ticks without gaps", arguments: [44_100, 48_000, 22_050])
    func rounded(rate: Int) {
        var timeline = SoundTimeline(rate: rate)
        for number in 0..<10_000 as Range<Int64> {
            let exact = Double(number) * 1024 / Double(rate)
            let time = (Int64((exact * 1000).rounded()) * 1_000_000).ticks(rate: Int64(rate))
            #expect(timeline.place(time, samples: 1024) == number * 1024)
        }
    }

    @Test("a gap is kept, and a source whose sound drifts is followed")
    func gaps() {
        var timeline = SoundTimeline(rate: 48_000)
        _ = timeline.place(0, samples: 1024)
        #expect(timeline.place(48_000, samples: 1024) == 48_000)
        var time: Int64 = 49_024
        for _ in 0..<5000 {
            let placed = timeline.place(time, samples: 1024)
            #expect((placed - time).magnitude < 300)
            time += 1026
        }
    }
}
