import Testing

@testable import SDP

@Suite struct GroupTests {
    @Test("a group is read and written", arguments: ["BUNDLE 0 1", "LS audio video", "BUNDLE"])
    func roundTrip(value: String) {
        #expect(rewritten(Group.self, value) == value)
    }

    @Test("the first of a bundle is told apart by its place")
    func order() {
        #expect(Group("BUNDLE video0  audio1")?.mids == ["video0", "audio1"])
        #expect(Group("") == nil)
    }

    @Test(
        "a section's name is a token",
        arguments: [
            ("0", true), ("audio-1", true), ("", false), ("a b", false), ("a\"", false), ("é", false),
        ])
    func mids(value: String, isName: Bool) {
        #expect((MediaIdentification(value) != nil) == isName)
    }
}
