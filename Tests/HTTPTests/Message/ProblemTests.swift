import Bytes
import HTTP
import Testing

@Suite("Problems (RFC 9457)")
struct ProblemTests {
    @Test("a problem says type, title, status and what else it knows, in that order")
    func members() {
        let problem = Problem(.notFound, title: "No such stream", detail: "\"x\" is not live.")
            .with("key", "http-port").with("accepted", ["1", "2"])
        let json = String(decoding: problem.json.bytes, as: UTF8.self)
        #expect(
            json
                == #"{"type":"about:blank","title":"No such stream","status":404,"detail":"\"x\" is not live.","#
                + #""key":"http-port","accepted":["1","2"]}"#)
    }

    @Test("the response has the status, the media type, and may not be kept")
    func response() {
        let response = Problem(.conflict, title: "Taken").with(field: "Allow", "GET").response
        #expect(response.status == .conflict)
        #expect(response.fields["content-type"] == "application/problem+json")
        #expect(response.fields["cache-control"] == "no-store")
        #expect(response.fields["allow"] == "GET")
    }

    @Test("a cache rule of the problem's own stands")
    func cacheRule() {
        let response = Problem(.notFound, title: "Gone").with(field: "cache-control", "max-age=1").response
        #expect(response.fields.values(of: "cache-control") == ["max-age=1"])
    }

    @Test(
        "Retry-After is in whole seconds, rounded up, never zero",
        arguments: [
            (Duration.seconds(3), "3"), (.milliseconds(1200), "2"), (.zero, "1"), (.seconds(-5), "1"),
        ])
    func retryAfter(time: Duration, expected: String) {
        let response = Problem(.serviceUnavailable, title: "Full", retryAfter: time).response
        #expect(response.fields["retry-after"] == expected)
    }
}
