import Testing

@testable import SDP

@Suite struct RestrictionIDTests {
    @Test(
        "a stream's name and restrictions are read and written",
        arguments: [
            "h send", "m-1_x recv", "1 send pt=97,98;max-width=1280;max-height=720",
            "2 recv max-fps=30;future",
        ])
    func roundTrip(value: String) {
        #expect(rewritten(RestrictionID.self, value) == value)
    }

    @Test("payload types are read and replaced")
    func payloadTypes() {
        var restriction = RestrictionID("1 send pt=97,98;max-fps=30")
        #expect(restriction?.payloadTypes == [97, 98])
        restriction?.payloadTypes = [98]
        #expect(restriction?.value == "1 send pt=98;max-fps=30")
        #expect(RestrictionID(id: "1", way: .recv).payloadTypes == nil)
    }

    @Test(
        "what is no stream is refused",
        arguments: ["", "h", "h both", "h! send", "é send", "abcdefghijklmnopq send", " send"])
    func malformed(value: String) {
        #expect(RestrictionID(value) == nil)
    }
}
