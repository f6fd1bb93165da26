import Testing
import Timing

@testable import WebRTC

@Suite("The limit by loss") struct LossBasedRateTests {
    /// Some seconds of a hundred packets a second, of which a share is lost.
    private func pass(_ seconds: Int, losing share: Double, _ rate: inout LossBasedRate, from start: Int) {
        for tenth in 0..<seconds * 10 {
            let now = Instant.zero.advanced(by: .milliseconds(start * 1000 + tenth * 100))
            let lost = Int(share * 10)
            rate.add(lost: lost, arrived: 10 - lost, sending: 1_000_000, at: now)
        }
    }

    @Test("what a path loses from the start is its own")
    func inherent() {
        var rate = LossBasedRate()
        pass(20, losing: 0.2, &rate, from: 0)
        #expect(rate.limit == nil)
        #expect(rate.inherent > 0.15)
    }

    @Test("what is lost beyond that lowers the rate, and is forgiven in time")
    func excess() {
        var rate = LossBasedRate()
        pass(5, losing: 0, &rate, from: 0)
        pass(2, losing: 0.4, &rate, from: 5)
        #expect((rate.limit ?? 0) < 700_000)
        pass(30, losing: 0, &rate, from: 7)
        #expect((rate.limit ?? .infinity) > 1_000_000)
    }
}
