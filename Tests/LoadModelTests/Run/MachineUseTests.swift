import Testing

@testable import LoadModel

@Suite struct MachineUseTests {
    @Test("what processors waited does not count as busy, and what others had of them does")
    func load() throws {
        let first = try #require(MachineUse(stat: "cpu  100 10 50 800 40 0 0 0 0 0\ncpu0 1 2 3\n"))
        let last = try #require(MachineUse(stat: "cpu  150 10 60 820 50 5 5 10 50 0\n"))
        #expect(first.busy == 160 && first.all == 1000)
        // 50 + 10 + 5 + 5 + 10 of those and 30 more.
        #expect(last.load(since: first) == 80.0 / 110)
        #expect(first.load(since: first) == 0)
    }

    @Test(
        "what is no such line is told apart",
        arguments: ["", "cpu", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 3 x 5 6 7 8"])
    func none(text: String) {
        #expect(MachineUse(stat: text) == nil)
    }
}
