import Testing
import Timing

@testable import SFU

@Suite struct LayerDemandTests {
    private static func at(_ seconds: Int) -> Instant { .zero.advanced(by: .seconds(seconds)) }

    /// A publisher that listens, of three layers of which two are wanted on shard 0.
    private static func demand() -> LayerDemand {
        var demand = LayerDemand()
        demand.heed()
        demand.set(0b101, by: 0)
        _ = demand.update([0, 1, 2], smallest: 0, for: [0], at: at(0))
        return demand
    }

    @Test("what nobody wants for a while is idle, and wanted again at once")
    func idle() {
        var demand = Self.demand()
        #expect(demand.nextDeadline == Self.at(10))
        let answer1 = demand.update([0, 1, 2], smallest: 0, for: [0], at: Self.at(9))
        #expect(!answer1)
        let answer2 = demand.update([0, 1, 2], smallest: 0, for: [0], at: Self.at(10))
        #expect(answer2)
        #expect(demand.idle == 0b010 && !demand.isWanted(1) && demand.nextDeadline == nil)
        demand.set(0b010, by: 0)
        let answer3 = demand.update([0, 1, 2], smallest: 0, for: [0], at: Self.at(11))
        #expect(answer3)
        #expect(demand.idle == 0 && demand.nextDeadline == Self.at(21))
    }

    @Test("the smallest is never idle, and a shard that does not say wants all")
    func all() {
        var demand = Self.demand()
        demand.set(0, by: 0)
        _ = demand.update([0, 1, 2], smallest: 0, for: [0], at: Self.at(1))
        _ = demand.update([0, 1, 2], smallest: 0, for: [0], at: Self.at(20))
        #expect(demand.idle == 0b110)
        _ = demand.update([0, 1, 2], smallest: 0, for: [0, 5], at: Self.at(21))
        #expect(demand.idle == 0)
        demand.forget(0)
        _ = demand.update([0, 1, 2], smallest: 0, for: [], at: Self.at(40))
        #expect(demand.idle == 0)
        _ = demand.update([0, 1, 2], smallest: 0, for: [], at: Self.at(50))
        #expect(demand.idle == 0b110)
    }

    @Test("a layer that comes later is looked at, too")
    func later() {
        var demand = LayerDemand()
        demand.heed()
        demand.set(0b001, by: 0)
        _ = demand.update([0], smallest: 0, for: [0], at: Self.at(0))
        #expect(demand.nextDeadline == nil)
        demand.begin(1, at: Self.at(3))
        #expect(demand.nextDeadline == Self.at(13))
        let answer = demand.update([0, 1], smallest: 0, for: [0], at: Self.at(13))
        #expect(answer && demand.idle == 0b010)
    }

    @Test("a publisher that does not listen has nothing idle")
    func unheeded() {
        var demand = LayerDemand()
        demand.set(0, by: 0)
        let answer4 = demand.update([0, 1], smallest: 0, for: [0], at: Self.at(0))
        #expect(!answer4)
        let answer5 = demand.update([0, 1], smallest: 0, for: [0], at: Self.at(60))
        #expect(!answer5 && demand.nextDeadline == nil)
    }
}
