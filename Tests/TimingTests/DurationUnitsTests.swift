import Testing
import Timing

@Suite struct DurationUnitsTests {
    @Test(
        "whole nanoseconds are counted towards zero and saturate",
        arguments: [
            (.zero, 0), (.milliseconds(-1500), -1_500_000_000), (.nanoseconds(Int64.max), .max),
            (.nanoseconds(Int64.min), .min), (.seconds(Int64.max), .max), (.seconds(Int64.min), .min),
            (.nanoseconds(Int64.max) + .nanoseconds(1), .max),
            (.nanoseconds(Int64.min) - .nanoseconds(1), .min),
            (Duration(secondsComponent: 0, attosecondsComponent: 1_999_999_999), 1),
            (Duration(secondsComponent: 0, attosecondsComponent: -1_999_999_999), -1),
        ] as [(Duration, Int64)])
    func nanoseconds(duration: Duration, expected: Int64) {
        #expect(duration.nanoseconds == expected)
    }

    @Test("seconds are a number with a fraction")
    func seconds() {
        #expect(Duration.milliseconds(1250).seconds == 1.25)
        #expect(Duration.milliseconds(-250).seconds == -0.25)
    }
}
