import Bytes
import Simulation
import Testing

@testable import HTTP

@Suite struct WebSocketHandshakeTests {
    /// The request of RFC 6455 §1.2, with fields replaced, or left out where the value is empty.
    private func request(
        _ changes: KeyValuePairs<String, String> = [:], method: HTTP.Method = .get,
        version: Request.Version = .http11
    ) -> Request {
        var fields: HeaderFields = [
            "host": "server.example.com", "upgrade": "websocket", "connection": "Upgrade",
            "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "origin": "http://example.com",
            "sec-websocket-version": "13",
        ]
        for (name, value) in changes {
            fields.remove(name)
            if !value.isEmpty { fields.append(name, value) }
        }
        return Request(method: method, version: version, target: "/chat", fields: fields, peer: Talk.peer)
    }

    @Test("the example of RFC 6455 §1.3 is agreed to")
    func agrees() throws {
        let handshake = try WebSocketHandshake.answer(request()).get()
        #expect(handshake.subprotocol == nil && handshake.response.status == .switchingProtocols)
        #expect(handshake.response.fields["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(handshake.response.fields.count == 1)
    }

    @Test("tokens are found in lists and in any case")
    func readsLists() throws {
        let unusual = request(["connection": "keep-alive, UPGRADE", "upgrade": "h2c, WebSocket"])
        _ = try WebSocketHandshake.answer(unusual).get()
    }

    @Test(
        "what is no handshake is told what would be",
        arguments: [
            (["upgrade": ""], 426), (["upgrade": "h2c"], 426), (["connection": ""], 426),
            (["connection": "close"], 426),
            (["sec-websocket-version": "8"], 426), (["sec-websocket-version": ""], 426),
            (["sec-websocket-version": "13, 8"], 426), (["sec-websocket-key": ""], 400),
            (["sec-websocket-key": "dG9vIHNob3J0"], 400),
            (["sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==x"], 400),
        ] as [([String: String], Int)])
    func refuses(changes: [String: String], status: Int) {
        var asked = request()
        for (name, value) in changes {
            asked.fields.remove(name)
            if !value.isEmpty { asked.fields.append(name, value) }
        }
        guard case .failure(let problem) = WebSocketHandshake.answer(asked) else {
            Issue.record("accepted")
            return
        }
        #expect(problem.status.code == status)
        #expect(problem.response.fields["upgrade"] == (status == 426 ? "websocket" : nil))
        let tellsVersion = problem.response.fields["sec-websocket-version"] == "13"
        #expect(tellsVersion == (changes["sec-websocket-version"] != nil))
    }

    @Test("only GET in HTTP/1.1 opens a socket")
    func refusesMethods() {
        for (asked, status) in [
            (request(method: .post), 426), (request(version: .http10), 426), (request(version: .http2), 400),
        ] {
            guard case .failure(let problem) = WebSocketHandshake.answer(asked) else {
                Issue.record("accepted")
                continue
            }
            #expect(problem.status.code == status)
        }
    }

    @Test("two keys are one too many")
    func refusesTwoKeys() {
        var asked = request()
        asked.fields.append("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        guard case .failure = WebSocketHandshake.answer(asked) else {
            Issue.record("accepted")
            return
        }
    }

    @Test("the service's first sub-protocol that the client speaks is chosen; none in common is refused")
    func choosesSubprotocol() throws {
        let asked = request(["sec-websocket-protocol": "b, a"])
        let chosen = try WebSocketHandshake.answer(asked, subprotocols: ["x", "a", "b"]).get()
        #expect(chosen.subprotocol == "a" && chosen.response.fields["sec-websocket-protocol"] == "a")
        #expect(try WebSocketHandshake.answer(asked).get().subprotocol == nil)
        for other in [asked, request()] {
            guard case .failure(let problem) = WebSocketHandshake.answer(other, subprotocols: ["x"]) else {
                Issue.record("accepted")
                continue
            }
            #expect(problem.status == .badRequest)
        }
    }

    @Test("a client's key is sixteen random bytes")
    func makesKeys() {
        var random = SeededGenerator(seed: 1)
        let (one, two) = (WebSocketHandshake.key(using: &random), WebSocketHandshake.key(using: &random))
        #expect(one != two && Base64.isOfSixteenBytes(one) && Base64.isOfSixteenBytes(two))
    }
}
