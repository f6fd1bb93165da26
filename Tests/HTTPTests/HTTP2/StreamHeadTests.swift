import Bytes
import Testing

@testable import HTTP

/// What every request has.
private let plain = [(":method", "GET"), (":scheme", "https"), (":path", "/"), (":authority", "a.example")]

/// What every request has, with another value for one of them.
private func plain(with name: String, _ value: String) -> [(String, String)] {
    plain.map { $0.0 == name ? (name, value) : $0 }
}

/// What becomes of a request's fields, seen through a connection.
@Suite struct StreamHeadTests {
    /// Hands one request to a connection.
    private func pair(
        with block: [UInt8], limits: Limits = Limits(), isLast: Bool = true
    ) -> HTTP2Pair {
        let pair = HTTP2Pair(limits: limits)
        pair.deliver(FrameBytes.preface + FrameBytes.headers(block, on: 1, isLast: isLast))
        return pair
    }

    /// The status that a client finds in the answer to stream 1.
    private func status(_ fields: [(String, String)], body: [UInt8]? = nil, limits: Limits = Limits()) -> Int?
    {
        let pair = HTTP2Pair(limits: limits)
        pair.answer = { _, _ in Response(.ok) }
        let stream = pair.client.submit(fields, body: body)
        pair.run()
        #expect(pair.requests.isEmpty == (pair.client.answers[stream]?.status != 200))
        #expect(pair.requests.isEmpty == (pair.refused == [pair.client.answers[stream]?.status]))
        #expect(pair.end == nil)
        #expect(pair.connection.openStreams == 0)
        return pair.client.answers[stream]?.status
    }

    @Test("a method we do not know gets 501, and one that we refuse 405")
    func refusesMethods() {
        #expect(status(plain(with: ":method", "PROPFIND")) == 501)
        #expect(status(plain(with: ":method", "get")) == 501)
        #expect(status(plain(with: ":method", "TRACE")) == 405)
        #expect(status([(":method", "CONNECT"), (":authority", "a.example:443")]) == 405)
    }

    @Test("a refusal says why, as problems do")
    func saysWhy() {
        let pair = HTTP2Pair()
        let stream = pair.client.request("TRACE")
        pair.run()
        let answer = pair.client.answers[stream]
        #expect(answer?["content-type"] == "application/problem+json")
        #expect(answer?["allow"]?.contains("GET, HEAD, POST") == true)
        #expect(answer.map { String(decoding: $0.body, as: UTF8.self).contains("not allowed") } == true)
    }

    @Test("a refused request's body is read and dropped")
    func dropsRefusedBodies() {
        #expect(
            status(plain(with: ":method", "PROPFIND"), body: [UInt8](repeating: 0, count: 2_000_000)) == 501)
    }

    @Test("a path that is too long gets 414")
    func limitsPaths() {
        #expect(status(plain(with: ":path", "/" + String(repeating: "a", count: 8191))) == 200)
        #expect(status(plain(with: ":path", "/" + String(repeating: "a", count: 8192))) == 414)
    }

    @Test(
        "a target is a path, or the asterisk of OPTIONS",
        arguments: [
            ("GET", "https", "/", 200), ("OPTIONS", "https", "*", 200), ("GET", "ftp", "a", 400),
            ("GET", "ftp", "*", 400), ("GET", "https", "/\u{e9}", 400), ("GET", "https", "/a#b", 400),
        ])
    func checksTargets(method: String, scheme: String, path: String, expected: Int) {
        let fields = [(":method", method), (":scheme", scheme), (":path", path), (":authority", "a.example")]
        #expect(status(fields) == expected)
    }

    @Test("too many fields, or too large ones, get 431")
    func limitsFields() {
        let many = (0..<97).map { ("x-\($0)", "") }
        #expect(status(plain + many.dropLast()) == 200)
        #expect(status(plain + many) == 431)
        // RFC 9113 §6.5.2: a field takes its name, its value and 32 bytes.
        let room = 16_384 - plain.reduce(0) { $0 + $1.0.utf8.count + $1.1.utf8.count + 32 } - 33
        #expect(status(plain + [("x", String(repeating: "a", count: room))]) == 200)
        #expect(status(plain + [("x", String(repeating: "a", count: room + 1))]) == 431)
    }

    @Test("a head that unfolds to far more than is allowed costs its stream")
    func stopsBombs() {
        // One field of 4,000 bytes enters the table (RFC 7541 §6.2.1, 0x40); each 0xBE then repeats it (§6.1).
        // Its length in a prefix of 7 bits (§5.1): 4000 - 127 = 0x21 + 30 * 128.
        let length: [UInt8] = [0x7F, 0xA1, 0x1E]
        let field = [0x40, 1, UInt8(ascii: "x")] + length + [UInt8](repeating: 0x61, count: 4000)
        let bomb = FrameBytes.request() + field + [UInt8](repeating: 0xBE, count: 10_000)
        let pair = pair(with: bomb)
        #expect(pair.requests.isEmpty)
        #expect(pair.connection.openStreams == 0)
        let reset = FrameBytes.reset(1, code: 2)
        let sent = pair.takeOutbound()
        #expect(sent.suffix(13) == reset[...])
        // The head is not waited for any more.
        pair.pass(.seconds(60), talking: false)
        #expect(pair.end == nil)
    }

    @Test("crumbs of a cookie are joined, in order, wherever they stood")
    func joinsCookies() {
        let crumbs = [("cookie", "a=b"), ("accept", "*/*"), ("cookie", "c=d"), ("cookie", "e=f")]
        let pair = pair(with: FrameBytes.request(fields: crumbs))
        #expect(pair.requests[1]?.fields.values(of: "cookie") == ["a=b; c=d; e=f"])
        #expect(pair.requests[1]?.fields["accept"] == "*/*")
    }

    @Test("host stands in for :authority, may repeat it, and may not differ")
    func mergesHost() {
        let fields = plain.filter { $0.0 != ":authority" }
        let alone = pair(with: FrameBytes.block(fields + [("host", "b.example")]))
        #expect(alone.requests[1]?.authority == "b.example")
        let same = pair(with: FrameBytes.request(fields: [("host", "a.example")]))
        #expect(same.requests[1]?.fields.values(of: "host") == ["a.example"])
        #expect(status(plain + [("host", "b.example")]) == 400)
    }

    @Test("an expectation that we do not know gets 417")
    func refusesExpectations() {
        #expect(status(plain + [("expect", "100-Continue")]) == 200)
        #expect(status(plain + [("expect", "a miracle")]) == 417)
    }

    @Test(
        "a malformed request resets its stream, and the connection lives on",
        arguments: [
            [(":method", "GET"), (":scheme", "https"), (":authority", "a")],  // No path.
            [(":method", "GET"), (":scheme", "https"), (":path", ""), (":authority", "a")],
            [(":method", "GET"), (":scheme", "https"), (":path", "/")],  // Neither authority nor host.
            plain + [(":path", "/again")],
            plain + [("a", "b"), (":scheme", "https")],  // Behind a regular field.
            plain + [(":status", "200")],
            plain + [(":protocol", "websocket")],  // We did not announce RFC 8441.
            plain + [("Accept", "*/*")],  // A capital.
            plain + [("a b", "c")],
            plain + [("a", "b\r\nc: d")],
            plain + [("a", " b")],
            plain + [("connection", "close")],
            plain + [("keep-alive", "1")],
            plain + [("proxy-connection", "close")],
            plain + [("transfer-encoding", "chunked")],
            plain + [("upgrade", "websocket")],
            plain + [("te", "gzip")],
            plain + [("content-length", "1")],  // The stream ends here.
            plain + [("content-length", "-1")],
            plain + [("content-length", "1"), ("content-length", "1")],
        ])
    func resetsMalformed(fields: [(String, String)]) {
        let pair = pair(with: FrameBytes.block(fields))
        #expect(pair.requests.isEmpty)
        let sent = pair.takeOutbound()
        #expect(sent.suffix(13) == FrameBytes.reset(1, code: 1)[...])
        #expect(pair.connection.openStreams == 0)
        pair.deliver(FrameBytes.headers(FrameBytes.request(), on: 3))
        #expect(pair.requests[3] != nil)
    }

    @Test("te: trailers is what a client may say")
    func allowsTrailers() {
        #expect(status(plain + [("te", "trailers")]) == 200)
    }

    @Test("a body that is not as long as was told resets its stream", arguments: [2, 4])
    func checksLength(count: Int) {
        let pair = pair(with: FrameBytes.request("POST", fields: [("content-length", "3")]), isLast: false)
        pair.deliver(FrameBytes.data([UInt8](repeating: 0, count: count), on: 1, isLast: true))
        #expect(pair.closed == [1: false])
        #expect(pair.bodyEnds.isEmpty)
        let sent = pair.takeOutbound()
        #expect(sent.suffix(13) == FrameBytes.reset(1, code: 1)[...])
    }

    @Test("trailers are bounded as heads are")
    func boundsTrailers() {
        let pair = pair(with: FrameBytes.request("POST"), isLast: false)
        let large = (0..<5).map { _ in ("x", String(repeating: "a", count: 14_000)) }
        let block = FrameBytes.block(large)
        pair.deliver(FrameBytes.headers(Array(block[..<16_000]), on: 1, isWhole: false))
        for start in stride(from: 16_000, to: block.count, by: 16_000) {
            let end = min(start + 16_000, block.count)
            pair.deliver(
                FrameBytes.continuation(Array(block[start..<end]), on: 1, isWhole: end == block.count))
        }
        #expect(pair.closed == [1: false])
        #expect(pair.end == nil)
    }
}
