import Testing
import Timing

@testable import Server

@Suite struct CostMeterTests {
    private static func second(_ count: Int64) -> Instant { .zero.advanced(by: .seconds(count)) }

    @Test("the first look, and one without packets, tell nothing")
    func nothing() {
        var meter = CostMeter()
        #expect(meter.look(.seconds(1), packets: 5, at: Self.second(0)) == nil)
        #expect(meter.look(.seconds(2), packets: 5, at: Self.second(10)) == nil)
    }

    @Test("what passed since the last look is shared out among its packets")
    func cost() {
        var meter = CostMeter()
        _ = meter.look(.seconds(1), packets: 0, at: Self.second(0))
        #expect(meter.look(.seconds(3), packets: 1_000_000, at: Self.second(10)) == .microseconds(2))
        #expect(meter.look(.seconds(4), packets: 2_000_000, at: Self.second(20)) == .microseconds(1))
    }

    @Test("looks that follow close upon each other are over the same stretch, whoever takes them")
    func stretch() {
        var meter = CostMeter()
        _ = meter.look(.zero, packets: 0, at: Self.second(0))
        _ = meter.look(.seconds(10), packets: 1_000_000, at: Self.second(10))
        #expect(meter.look(.seconds(11), packets: 1_100_000, at: Self.second(11)) == .microseconds(10))
        #expect(meter.look(.seconds(14), packets: 2_000_000, at: Self.second(14)) == .microseconds(7))
    }
}
