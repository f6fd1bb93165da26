import Testing

@testable import SDP

@Suite struct SetupTests {
    @Test("the four roles are known, and no other", arguments: ["actpass", "active", "passive", "holdconn"])
    func roundTrip(value: String) {
        #expect(rewritten(Setup.self, value) == value)
        #expect(Setup(value + "x") == nil)
    }
}
