import Bytes
import HTTP
import Testing
import Timing

@testable import LoadModel

@Suite struct SocketConnectionTests {
    /// A connection that asks for a socket, and what it told its owner.
    private final class Asking {
        private(set) var told: [String] = []
        private(set) var connection: SocketConnection!

        init() throws {
            var random = CrowdRandom(seed: 1)
            let url = try #require(ServerURL("ws://a:1/ws?x"))
            connection = SocketConnection(to: url, using: &random, at: .zero) { [unowned self] event, _ in
                switch event {
                case .opened: told.append("opened")
                case .text(let text): told.append(text)
                case .ended(let reason): told.append("ended: \(reason)")
                }
            }
        }

        /// What it sent since.
        var sent: [UInt8] { connection.outbound.take() }

        /// The key that it asked with.
        func key() -> String {
            let head = String(decoding: sent, as: UTF8.self)
            return head.split(separator: "\r\n").first { $0.hasPrefix("sec-websocket-key: ") }.map {
                String($0.dropFirst(19))
            } ?? ""
        }

        func hear(_ text: String) {
            let bytes = Array(text.utf8)
            connection.handle(bytes.bytes, at: .zero)
        }
    }

    private static func agreement(to key: String) -> String {
        """
        HTTP/1.1 101 Switching Protocols\r
        upgrade: websocket\r
        connection: upgrade\r
        sec-websocket-accept: \(WebSocketHandshake.accept(key: key))\r
        \r

        """
    }

    @Test("a socket is opened, texts go both ways, and its end is told with the server's code")
    func conversation() throws {
        let asking = try Asking()
        asking.hear(Self.agreement(to: asking.key()))
        #expect(asking.told == ["opened"])
        let server = WebSocketConnection(largestMessage: 1000, at: .zero)
        asking.connection.send("hello", at: .zero)
        let question = asking.sent
        server.handle(question.bytes, at: .zero)
        guard case .message(.text("hello")) = server.pollEvent() else {
            Issue.record("the server heard something else")
            return
        }
        server.send(.text("welcome"), at: .zero)
        server.close(code: 1013, at: .zero)
        let answer = server.outbound.take()
        asking.connection.handle(answer.bytes, at: .zero)
        #expect(asking.told == ["opened", "welcome", "ended: the socket closed with 1013"])
        asking.connection.handleDisconnect(at: .zero)
        #expect(asking.told.count == 3)
    }

    @Test("a server that did not read the key is not believed")
    func wrongKey() throws {
        let asking = try Asking()
        _ = asking.key()
        asking.hear(Self.agreement(to: "another"))
        #expect(asking.told == ["ended: the server did not read the key"])
        #expect(asking.connection.ending != nil)
    }

    @Test("another answer is told by its status")
    func refused() throws {
        let asking = try Asking()
        asking.hear("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
        #expect(asking.told == ["ended: HTTP: 403"])
    }

    @Test("silence ends after half a minute, and so does a connection that never was")
    func silence() throws {
        let silent = try Asking()
        #expect(silent.connection.nextDeadline == .zero.advanced(by: .seconds(30)))
        silent.connection.handleTimeout(at: .zero.advanced(by: .seconds(30)))
        #expect(silent.told == ["ended: no answer within 30 s"])
        let refused = try Asking()
        refused.connection.handleFailure("the certificate is not believed", at: .zero)
        refused.connection.handleDisconnect(at: .zero)
        #expect(refused.told == ["ended: the certificate is not believed"])
    }

    @Test("who leaves is told of nothing more")
    func leaving() throws {
        let asking = try Asking()
        asking.hear(Self.agreement(to: asking.key()))
        asking.connection.close(at: .zero)
        asking.connection.handleDisconnect(at: .zero)
        #expect(asking.told == ["opened"] && !asking.sent.isEmpty)
    }
}
