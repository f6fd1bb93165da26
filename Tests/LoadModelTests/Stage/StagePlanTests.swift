import Testing

@testable import LoadModel

@Suite struct StagePlanTests {
    @Test("members fill one stage after the other, and the first of each send")
    func spread() {
        let plan = StagePlan(name: "talk-{n}", size: 3, senders: 2)
        #expect(
            (0..<7).map(plan.stage) == ["talk-0", "talk-0", "talk-0", "talk-1", "talk-1", "talk-1", "talk-2"])
        #expect((0..<4).map(plan.sends) == [true, true, false, true])
        #expect(StagePlan(name: "one", size: 2).stage(of: 9) == "one")
    }
}
