import Testing

@testable import SDP

@Suite struct SourceAttributeTests {
    @Test(
        "what is said of a source is read and written",
        arguments: [
            "1789551998 cname:hOIFSIxwsQ6s5g4B", "1 msid:stream track", "4294967295 previous-ssrc:1 2",
            "7 fmtp",
        ])
    func roundTrip(value: String) {
        #expect(rewritten(SourceAttribute.self, value) == value)
    }

    @Test(
        "what is no source is refused", arguments: ["", "1", "4294967296 cname:x", "x cname:x", "-1 cname:x"])
    func malformed(value: String) {
        #expect(SourceAttribute(value) == nil)
    }

    @Test(
        "groups of sources are read and written", arguments: ["FID 1 2", "SIM 1 2 3", "FEC-FR 4294967295 0"])
    func groups(value: String) {
        #expect(rewritten(SourceGroup.self, value) == value)
    }

    @Test("a group of what is no source is refused", arguments: ["", "FID x", "FID 1 4294967296"])
    func malformedGroups(value: String) {
        #expect(SourceGroup(value) == nil)
    }
}
