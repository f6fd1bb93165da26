import Testing
import Timing

@Suite struct WallClockTests {
    @Test(
        "seconds are rounded down",
        arguments: [
            (0, 0), (999_999_999, 0), (1_000_000_000, 1), (-1, -1), (-1_000_000_000, -1),
            (-1_000_000_001, -2),
            (.min, -9_223_372_037), (.max, 9_223_372_036),
        ] as [(Int64, Int64)])
    func rounding(nanoseconds: Int64, seconds: Int64) {
        #expect(WallClock(nanoseconds: nanoseconds).seconds == seconds)
    }

    @Test("seconds beyond the axis become its end")
    func saturation() {
        #expect(WallClock(seconds: .max) == WallClock(nanoseconds: .max))
        #expect(WallClock(seconds: .min) == WallClock(nanoseconds: .min))
        #expect(WallClock(seconds: 2) > WallClock(nanoseconds: 1_999_999_999))
    }
}
