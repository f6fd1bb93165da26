import Testing
import Timing

@testable import HTTP

@Suite struct FrameBudgetTests {
    @Test("a spent account comes back with time, and never beyond its capacity")
    func refills() {
        var budget = FrameBudget(at: .zero)
        budget.spend(FrameBudget.capacity)
        #expect(!budget.isSpent)
        budget.spend(1)
        #expect(budget.isSpent)
        budget.refill(at: Instant.zero.advanced(by: .seconds(1)))
        #expect(budget.left == FrameBudget.refill - 1)
        budget.refill(at: .distantFuture)
        #expect(budget.left == FrameBudget.capacity)
        budget.earn(1000)
        #expect(budget.left == FrameBudget.capacity)
    }

    @Test("looking often gives nothing away and takes nothing")
    func refillsInSmallSteps() {
        var budget = FrameBudget(at: .zero)
        budget.spend(3000)
        for step in 1...2000 { budget.refill(at: Instant(nanoseconds: Int64(step) * 1_000_000)) }
        // Two seconds bring 500.
        #expect(budget.left == 1500)
    }
}
