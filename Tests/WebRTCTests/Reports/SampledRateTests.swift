import Testing
import Timing

@testable import WebRTC

@Suite struct SampledRateTests {
    private static func at(_ milliseconds: Int64) -> Instant {
        .zero.advanced(by: .milliseconds(milliseconds))
    }

    @Test("before two looks nothing is known")
    func unknown() {
        var rate = SampledRate()
        #expect(rate.bitsPerSecond(1000, at: Self.at(0)) == 0)
        rate.sample(1000, at: Self.at(0))
        #expect(rate.bitsPerSecond(2000, at: Self.at(500)) == 0)
    }

    @Test("what passed between two looks is the rate until the next")
    func steady() {
        var rate = SampledRate()
        rate.sample(1000, at: Self.at(0))
        rate.sample(126_000, at: Self.at(1000))
        #expect(rate.bitsPerSecond(126_000, at: Self.at(1000)) == 1_000_000)
        #expect(rate.bitsPerSecond(500_000, at: Self.at(2900)) == 1_000_000)
        rate.sample(126_000, at: Self.at(2000))
        #expect(rate.bitsPerSecond(126_000, at: Self.at(2000)) == 0)
    }

    @Test("a look that is long past says nothing of now")
    func stale() {
        var rate = SampledRate()
        rate.sample(0, at: Self.at(0))
        rate.sample(125_000, at: Self.at(1000))
        #expect(rate.bitsPerSecond(125_000, at: Self.at(11_000)) == 0)
        #expect(rate.bitsPerSecond(1_375_000, at: Self.at(11_000)) == 1_000_000)
    }

    @Test("two looks at one time are one, and no division by nothing")
    func twice() {
        var rate = SampledRate()
        rate.sample(0, at: Self.at(5))
        rate.sample(.max, at: Self.at(5))
        #expect(rate.bitsPerSecond(0, at: Self.at(5)) == 0)
    }
}
