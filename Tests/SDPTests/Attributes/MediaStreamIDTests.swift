import Testing

@testable import SDP

@Suite struct MediaStreamIDTests {
    @Test(
        "stream and track are read and written",
        arguments: ["- track", "{6263c3aa} {6129d51b}", "FFmpeg audio", "lonely"])
    func roundTrip(value: String) {
        #expect(rewritten(MediaStreamID.self, value) == value)
    }

    @Test("the track may be missing, the stream may not")
    func parts() {
        #expect(MediaStreamID("s t") == MediaStreamID(stream: "s", track: "t"))
        #expect(MediaStreamID("s") == MediaStreamID(stream: "s", track: nil))
        #expect(MediaStreamID(" ") == nil)
    }
}
