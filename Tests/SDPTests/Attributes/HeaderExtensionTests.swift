import Testing

@testable import SDP

@Suite struct HeaderExtensionTests {
    @Test(
        "an extension is read and written",
        arguments: [
            "1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            "2/sendrecv http://example.com/082005/ext.htm#ttime",
            "4/recvonly http://example.com/082005/ext.htm#zmeta short", "4096 urn:x",
        ])
    func roundTrip(value: String) {
        #expect(rewritten(HeaderExtension.self, value) == value)
    }

    @Test(
        "what is no extension is refused",
        arguments: ["", "1", "0 urn:x", "x urn:x", "1/both urn:x", "65536 urn:x", "1/ urn:x"])
    func malformed(value: String) {
        #expect(HeaderExtension(value) == nil)
    }

    @Test("the URI is what an extension means")
    func kinds() {
        #expect(HeaderExtension("5 urn:ietf:params:rtp-hdrext:sdes:mid")?.kind == .mid)
        #expect(HeaderExtension("5 urn:ietf:params:rtp-hdrext:toffset")?.kind == nil)
    }

    @Test(
        "numbers that cannot stand in a header are of no use",
        arguments: [(1, true), (14, true), (15, false), (16, true), (255, true), (256, false), (4096, false)])
    func numbers(id: UInt16, isUsable: Bool) {
        #expect(HeaderExtension(id: id, .mid).isUsable == isUsable)
    }
}
