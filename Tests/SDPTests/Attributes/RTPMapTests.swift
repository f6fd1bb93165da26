import Testing

@testable import SDP

@Suite struct RTPMapTests {
    @Test("a map is read and written", arguments: ["111 opus/48000/2", "96 VP8/90000", "0 PCMU/8000"])
    func roundTrip(value: String) {
        #expect(rewritten(RTPMap.self, value) == value)
    }

    @Test("one channel need not be told")
    func channels() {
        #expect(rewritten(RTPMap.self, "9 G722/8000/1") == "9 G722/8000")
        #expect(RTPMap("9 G722/8000")?.channels == 1)
    }

    @Test(
        "what is no map is refused",
        arguments: [
            "", "96", "96 VP8", "128 VP8/90000", "x VP8/90000", "96 VP8/0", "96 VP8/90000/0",
            "96 VP8/90000/2/2",
            "96 VP8/4294967296", "96 VP8/90000 x", "-1 VP8/90000", "96 /90000",
        ])
    func malformed(value: String) {
        #expect(RTPMap(value) == nil)
    }
}
