import Testing
import Timing

@testable import WebRTC

@Suite("A limit by reports") struct ReportedRateTests {
    /// What is believed after so many reports, a second apart, each of which calls a share lost.
    private static func rate(after reports: Int, lost: Double, sending: Double = 1_000_000) -> Double {
        var rate = ReportedRate(1_000_000)
        for second in 1...reports {
            rate.handle(lost: lost, sending: sending, at: Instant.zero.advanced(by: .seconds(second)))
        }
        return rate.bitsPerSecond(sending: sending)
    }

    @Test("it rises without losses, up to four times what is sent")
    func rises() {
        #expect(Self.rate(after: 11, lost: 0) > 2_000_000)
        #expect(Self.rate(after: 100, lost: 0) <= 4_000_000)
    }

    @Test("it stays with few losses, and falls with many")
    func falls() {
        #expect(Self.rate(after: 10, lost: 0.05) == 1_000_000)
        #expect(Self.rate(after: 3, lost: 0.3) < 650_000)
    }

    @Test("what the receiver names counts unless it is far above what is sent")
    func named() {
        var rate = ReportedRate(1_000_000)
        rate.handle(limit: 600_000)
        #expect(rate.bitsPerSecond(sending: 700_000) == 600_000)
        #expect(rate.bitsPerSecond(sending: 300_000) == 1_000_000)
    }
}
