import Testing
import WebRTC

@Suite struct RetransmissionBudgetTests {
    @Test("as much as is sent may be sent again, and something at the start")
    func share() {
        var budget = RetransmissionBudget()
        let start = budget.octets
        while budget.spend(1000) {}
        #expect(start == 65_536 && budget.octets < 1000)
        let poor = budget.octets
        for _ in 0..<10 { budget.earn(1000) }
        #expect(budget.octets == poor + 10_000)
    }

    @Test("what is not used is kept up to a bound")
    func bound() {
        var budget = RetransmissionBudget()
        for _ in 0..<10_000 { budget.earn(1500) }
        budget.earn(.max)
        #expect(budget.octets == 256 * 1024)
        let huge = budget.spend(.max)
        #expect(!huge && budget.octets == 256 * 1024)
    }
}
