import LoadModel
import Testing
import Timing

@Suite struct FreezeMeterTests {
    /// A meter that was shown frames so many milliseconds after each other.
    private static func meter(_ intervals: [Int64]) -> (FreezeMeter, Instant) {
        var meter = FreezeMeter()
        var now = Instant.zero
        meter.handleFrame(at: now)
        for interval in intervals {
            now = now.advanced(by: .milliseconds(interval))
            meter.handleFrame(at: now)
        }
        return (meter, now)
    }

    private static let steady = Array(repeating: Int64(40), count: 30)

    @Test("frames at an even pace are no freeze")
    func steadyPace() {
        #expect(Self.meter(Self.steady).0.count == 0)
    }

    @Test(
        "a pause counts from 150 ms above the average on, or three times it when that is more",
        arguments: [(40, 189, 0), (40, 190, 1), (200, 599, 0), (200, 600, 1)])
    func threshold(pace: Int64, pause: Int64, count: Int) {
        let meter = Self.meter(Array(repeating: pace, count: 30) + [pause]).0
        #expect(meter.count == count)
    }

    @Test("the longest freeze and the total are whole intervals")
    func lengths() {
        let meter = Self.meter(Self.steady + [500] + Self.steady + [300]).0
        #expect(meter.count == 2)
        #expect(meter.longest == .milliseconds(500))
        #expect(meter.total == .milliseconds(800))
    }

    @Test("nothing is judged by fewer than five intervals")
    func beginning() {
        #expect(Self.meter([40, 40, 40, 40, 1000]).0.count == 0)
        #expect(Self.meter([40, 40, 40, 40, 40, 1000]).0.count == 1)
    }

    @Test("a stream that never comes back is frozen until the end")
    func stopped() {
        var (meter, now) = Self.meter(Self.steady)
        meter.finish(at: now.advanced(by: .seconds(10)))
        #expect(meter.count == 1 && meter.longest == .seconds(10))
    }

    @Test("a pause that was meant is no freeze")
    func paused() {
        var (meter, now) = Self.meter(Self.steady)
        meter.pause()
        meter.handleFrame(at: now.advanced(by: .seconds(10)))
        #expect(meter.count == 0)
    }
}
