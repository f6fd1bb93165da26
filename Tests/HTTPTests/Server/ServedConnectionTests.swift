import Bytes
import HTTP
import Testing
import Timing

/// A session with its real protocol below and a router above: what a client says, and what it hears.
@Suite("Served connection")
struct ServedConnectionTests {
    private static func session(speaking applicationProtocol: String? = nil) -> ServerSession {
        var router = Router()
        router.add(.get, "/hello/{name}") { _, parameters, _ in
            .now(Response(text: "Hello \(parameters.text("name"))!"))
        }
        router.add(.post, "/echo") { _, _, _ in
            .afterBody(limit: 20) { bytes, _ in .now(Response(type: "text/plain", body: ByteSlice(bytes))) }
        }
        let setting = SessionSetting(
            service: router, date: DateField(WallClock(seconds: 784_111_777)), sink: RecordingSink(),
            observer: DeafObserver())
        let peer = Request.Peer(address: "192.0.2.1", isLoopback: false, isSecure: false)
        return ServerSession(
            from: peer, applicationProtocol: applicationProtocol, number: 1, in: setting, at: .zero)
    }

    /// What a client hears that says `text`, in as many pieces as there are bytes.
    private static func heard(saying text: String) -> String {
        let session = session()
        var heard: [UInt8] = []
        for byte in text.crlf.utf8 {
            session.handle([byte].bytes, at: .zero)
            heard += session.outbound.take()
            session.handleSent(at: .zero)
        }
        return String(decoding: heard, as: UTF8.self)
    }

    @Test("requests are answered in turn on one connection")
    func keepAlive() {
        let heard = Self.heard(
            saying: "GET /hello/a HTTP/1.1\nHost: h\n\nHEAD /hello/b%20c HTTP/1.1\nHost: h\n\n")
        #expect(heard.contains("Hello a!HTTP/1.1 200 OK"))
        #expect(heard.hasSuffix("\r\n\r\n"))
        #expect(heard.contains("content-length: 10"))
    }

    @Test("a body is asked for, and answered")
    func expect() {
        let heard = Self.heard(
            saying: "POST /echo HTTP/1.1\nHost: h\nExpect: 100-continue\nContent-Length: 4\n\nbody")
        #expect(heard.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"))
        #expect(heard.hasSuffix("\r\n\r\nbody"))
    }

    @Test("a body that is too large is refused, announced or not, and the connection serves on")
    func tooLarge() {
        let next = "GET /hello/x HTTP/1.1\nHost: h\n\n"
        let announced =
            "POST /echo HTTP/1.1\nHost: h\nContent-Length: 21\n\n" + String(repeating: "x", count: 21)
        let chunked =
            "POST /echo HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\nc\n123456789012\nc\n123456789012\n0\n\n"
        for request in [announced, chunked] {
            let heard = Self.heard(saying: request + next)
            #expect(heard.hasPrefix("HTTP/1.1 413 Content Too Large"))
            #expect(heard.hasSuffix("Hello x!"))
        }
    }

    @Test("what the router refuses is a problem with its fields")
    func problem() {
        let heard = Self.heard(saying: "PUT /hello/x HTTP/1.1\nHost: h\n\n")
        #expect(heard.hasPrefix("HTTP/1.1 405 Method Not Allowed"))
        #expect(heard.contains("allow: GET, HEAD, OPTIONS\r\n"))
        #expect(heard.contains("access-control-allow-origin: *\r\n"))
    }

    // MARK: Which protocol

    @Test(
        "HTTP/2 is spoken when ALPN says so, and when a client begins with its preface, in whatever pieces",
        arguments: ["h2", nil])
    func http2(applicationProtocol: String?) {
        let session = Self.session(speaking: applicationProtocol)
        let client = HTTP2Client()
        let stream = client.request("GET", "/hello/h2")
        let echo = client.request("POST", "/echo", body: Array("body".utf8))
        for _ in 0..<4 {
            for byte in client.output() { session.handle([byte].bytes, at: .zero) }
            client.receive(session.outbound.take())
            session.handleSent(at: .zero)
        }
        #expect(client.answers[stream].map { String(decoding: $0.body, as: UTF8.self) } == "Hello h2!")
        #expect(client.answers[echo].map { String(decoding: $0.body, as: UTF8.self) } == "body")
        #expect(session.isIdle)
    }

    @Test(
        "what begins like the preface and is not is malformed HTTP/1.1",
        arguments: ["PRX / HTTP/1.1\n\n", "PR / HTTP/1.1\n\n"])
    func noPreface(text: String) {
        #expect(
            Self.heard(saying: text).hasPrefix("HTTP/1.1 501")
                || Self.heard(saying: text).hasPrefix("HTTP/1.1 400"))
    }

    @Test("with TLS and another protocol than h2 it is HTTP/1.1", arguments: ["http/1.1", ""])
    func http1(applicationProtocol: String) {
        let session = Self.session(speaking: applicationProtocol)
        session.handle(Array("PRI * HTTP/2.0\r\n\r\n".utf8).bytes, at: .zero)
        #expect(String(decoding: session.outbound.take(), as: UTF8.self).hasPrefix("HTTP/1.1 "))
    }

    @Test(
        "a client that never says which protocol is dropped like one that never asks",
        arguments: ["", "P", "PRI"])
    func undecided(text: String) throws {
        let session = Self.session()
        session.handle(Array(text.utf8).bytes, at: .zero)
        #expect(session.outbound.isEmpty)
        for _ in 0..<3 where session.end == nil {
            session.handleTimeout(at: try #require(session.nextDeadline))
        }
        #expect(session.end != nil)
    }
}
