import Bytes
import Testing
import Timing

@testable import HTTP

/// What must not be taken for a request, each with the answer it gets. Most of these have smuggled requests past
/// somebody's proxy.
@Suite struct RefusedRequestTests {
    /// A head that the connection must refuse, and what it says.
    struct Refused: CustomTestStringConvertible {
        let text: String
        let status: Int
        let reason: EndReason

        init(_ text: String, _ status: Int, _ reason: EndReason = .malformed) {
            self.text = text
            self.status = status
            self.reason = reason
        }

        var testDescription: String { text.debugDescription }
    }

    static let lines: [Refused] = [
        .init("GET / HTTP/1.1\nHost: a\n\n", 400), .init("GET / HTTP/1.1\r\nHost: a\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\n\n", 400),
        .init("GET / HTTP/1.1\r\nA: b\rc\r\nHost: a\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400), .init("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400), .init(" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400), .init("GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET /\r\n\r\n", 400), .init("GET\r\n\r\n", 400),
        .init("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400), .init("GET /é HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET / HTTP/1.1\u{0}\r\nHost: a\r\n\r\n", 400), .init("GET / http/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET / HTTP/11\r\nHost: a\r\n\r\n", 400), .init("GET / HTTP/1.1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET / HTTP/1.x\r\nHost: a\r\n\r\n", 400), .init("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        .init("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505), .init("GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505),
        .init("GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505), .init("\u{16}\u{3}\u{1}\u{2}\n", 400),
    ]

    static let targets: [Refused] = [
        .init("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501), .init("get / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        .init("PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        .init("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        .init("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        .init("GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400), .init("OPTIONS ** HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET http:///a HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        .init("GET http://a\\b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ]

    static let fields: [Refused] = [
        .init("GET / HTTP/1.1\r\n\r\n", 400), .init("GET / HTTP/1.1\r\nAccept: a\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a,b@c\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400), .init("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400), .init("GET / HTTP/1.1\r\nHost\t: a\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n\tc\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\nA\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\nA(: b\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\nÄ: b\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\nA: b\u{0}c\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\nA: b\u{8}\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\nA: \u{7F}\r\n\r\n", 400),
        .init("GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n", 417),
    ]

    /// The fields of a POST with three bytes behind it.
    private static let lengths: [Refused] = [
        .init("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", 400),
        .init("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", 400),
        .init("Content-Length: 3\r\nContent-Length: 4\r\n", 400),
        .init("Content-Length: 3\r\nContent-Length: 3\r\n", 400),
        .init("Content-Length: 3, 3\r\n", 400), .init("Content-Length: +3\r\n", 400),
        .init("Content-Length: -3\r\n", 400),
        .init("Content-Length: 0x3\r\n", 400), .init("Content-Length: 3 \t3\r\n", 400),
        .init("Content-Length:\r\n", 400),
        .init("Content-Length: ３\r\n", 400), .init("Content-Length: 3.0\r\n", 400),
        .init("Content-Length: 9223372036854775808\r\n", 413, .tooLarge),
        .init("Content-Length: 99999999999999999999999\r\n", 413, .tooLarge),
        .init("Transfer-Encoding: gzip\r\n", 501), .init("Transfer-Encoding: identity\r\n", 501),
        .init("Transfer-Encoding: gzip, chunked\r\n", 501),
        .init("Transfer-Encoding: chunked, gzip\r\n", 501),
        .init("Transfer-Encoding: xchunked\r\n", 501), .init("Transfer-Encoding: chunked;q=1\r\n", 501),
        .init("Transfer-Encoding: \"chunked\"\r\n", 501),
        .init("Transfer-Encoding: chunked, chunked\r\n", 400),
        .init("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400),
        .init("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", 501),
        .init("Transfer-Encoding:\r\n", 400), .init("Transfer-Encoding: ,\r\n", 400),
        .init("Transfer-Encoding : chunked\r\n", 400), .init("Transfer-Encoding: \u{B}chunked\r\n", 400),
        .init("Transfer-Encoding\r\n : chunked\r\n", 400),
    ]

    static let framing: [Refused] = lengths.map { fields in
        Refused("POST / HTTP/1.1\r\nHost: a\r\n" + fields.text + "\r\nabc", fields.status, fields.reason)
    }

    static let old: [Refused] = [
        .init("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        .init("POST / HTTP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    ]

    static let all: [Refused] = lines + targets + fields + framing + old

    @Test("what is no request is answered with a problem, and the connection ends", arguments: all)
    func refuses(_ refused: Refused) {
        let talk = Talk()
        talk.say(refused.text + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(talk.happened() == ["end \(refused.reason)"] && talk.refused == [refused.status])
        let heard = talk.heard()
        #expect(heard.hasPrefix("HTTP/1.1 \(refused.status) "))
        #expect(heard.contains("\r\ncontent-type: application/problem+json\r\n"))
        #expect(heard.contains("\r\nconnection: close\r\n"))
        #expect(heard.contains("\r\naccess-control-allow-origin: *\r\n"))
        #expect(heard.hasSuffix("\"status\":\(refused.status)}"))
        #expect(talk.core.outbound.isEmpty && talk.core.nextDeadline == nil)
    }

    @Test("it is refused the same when it comes byte by byte", arguments: all)
    func refusesDripped(_ refused: Refused) {
        let whole = Talk()
        whole.say(refused.text)
        let dripped = Talk()
        for byte in refused.text.utf8 { dripped.say([byte]) }
        #expect(whole.happened() == dripped.happened())
        #expect(whole.heard() == dripped.heard())
    }

    @Test("a method that is known and refused is answered with those that are not")
    func listsMethods() {
        let talk = Talk()
        talk.say("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(talk.heard().contains("\r\nallow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n"))
    }

    @Test("a refusal waits for the answers before it, and no request behind it is read")
    func waitsItsTurn() {
        let talk = Talk()
        talk.say(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(talk.happened() == ["1 GET /1"] && talk.heard() == "")
        talk.respond(Response(.ok), to: 2)
        talk.respond(Response(.ok), to: 1)
        #expect(talk.happened() == ["1 done", "end malformed"])
        let heard = talk.heard()
        #expect(heard.hasPrefix(head("200 OK", "content-length: 0") + "HTTP/1.1 400 Bad Request\r\n"))
    }

    @Test("every refusal has a status of its own class and words")
    func describesItself() {
        for refusal in RequestRefusal.allCases {
            #expect((400...599).contains(refusal.status.code))
            guard case .whole(let body) = refusal.response.body else {
                Issue.record("\(refusal) has no body")
                continue
            }
            #expect(String(decoding: Array(body.bytes), as: UTF8.self).contains("\"title\":\""))
        }
    }
}

@Suite struct TakenRequestTests {
    @Test(
        "unusual requests that are sound are taken",
        arguments: [
            ("GET http://b.example:81/c?d HTTP/1.1\r\nHost: a\r\n\r\n", "GET /c?d", "b.example:81"),
            ("GET HTTPS://b.example HTTP/1.1\r\nHost: a\r\n\r\n", "GET /", "b.example"),
            ("GET http://[::1]:8080?d HTTP/1.1\r\nHost: a\r\n\r\n", "GET /?d", "[::1]:8080"),
            ("OPTIONS http://b HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS *", "b"),
            ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS *", "a"),
            ("GET //x HTTP/1.1\r\nHost:\r\n\r\n", "GET //x", ""),
            ("GET /|{}^\"<>\\` HTTP/1.1\r\nhOsT: [2001:db8::1]\r\n\r\n", "GET /|{}^\"<>\\`", "[2001:db8::1]"),
            ("GET / HTTP/1.0\r\n\r\n", "GET /", ""),
            (
                "DELETE /x HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: upgrade, x, ,\r\n\r\n",
                "DELETE /x", "a"
            ),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 000\r\n\r\n", "GET /", "a"),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: \t\u{80}é\tz\r\n\r\n", "GET /", "a"),
            ("GET / HTTP/1.0\r\nExpect: 100-continue\r\nConnection: keep-alive\r\n\r\n", "GET /", ""),
        ])
    func takes(text: String, line: String, authority: String) {
        let talk = Talk()
        talk.say(text)
        #expect(talk.happened() == ["1 \(line)"])
        #expect(talk.requests.first?.authority == authority)
        #expect(talk.requests.first?.fields.values(of: "host").count ?? 0 <= 1)
    }
}
