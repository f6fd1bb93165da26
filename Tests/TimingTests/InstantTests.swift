import Testing
import Timing

@Suite struct InstantTests {
    @Test("moving by a duration and measuring it again agree")
    func roundTrip() {
        let start = Instant(nanoseconds: 5_000)
        for duration in [Duration.zero, .nanoseconds(1), .seconds(-3), .milliseconds(250)] {
            #expect(start.duration(to: start.advanced(by: duration)) == duration)
        }
        #expect(Instant.zero < start && start < .distantFuture)
    }

    @Test("a sum beyond the axis is its end")
    func saturation() {
        let early = Instant(nanoseconds: .min)
        #expect(Instant.distantFuture.advanced(by: .nanoseconds(1)) == .distantFuture)
        #expect(Instant.zero.advanced(by: .seconds(Int64.max)) == .distantFuture)
        #expect(early.advanced(by: .seconds(-1)) == early)
        #expect(early.duration(to: .distantFuture) == .nanoseconds(Int64.max))
        #expect(Instant.distantFuture.duration(to: early) == .nanoseconds(Int64.min))
    }
}
