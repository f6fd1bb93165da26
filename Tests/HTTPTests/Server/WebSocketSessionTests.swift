import Bytes
import HTTP
import Simulation
import Testing
import Timing

@Suite("WebSocket session")
struct WebSocketSessionTests {
    /// Notes what happens and sends every text back, loud.
    private struct LoudService: WebSocketService {
        let notes: Notes
        var subprotocols: [String] { ["loud"] }
        var largestMessage: Int { 100 }

        func opened(_ socket: WebSocket, by request: Request, subprotocol: String?) {
            notes.add("opened \(request.path) \(subprotocol ?? "-")")
        }

        func received(_ message: WebSocketMessage, on socket: WebSocket) {
            guard case .text(let text) = message else { return }
            notes.add("received \(text)")
            socket.send(.text(text.uppercased()))
            if text == "bye" { socket.close(code: 4000, reason: "as you wish") }
        }

        func closed(_ socket: WebSocket, code: UInt16) { notes.add("closed \(code)") }
    }

    /// Both ends of a connection on which a WebSocket is opened.
    private final class Pair: SessionObserver, ResponseSink, @unchecked Sendable {
        // A test uses it from one thread only.
        let notes = Notes()
        let client = WebSocketConnection(
            .client(masking: SeededGenerator(seed: 1)), largestMessage: 1000, at: .zero)
        var session: ServerSession?
        /// The head of what the client heard.
        var head = ""
        /// What happened at the client.
        var heard: [String] = []

        struct Door: Service {
            let notes: Notes
            func answer(_ request: Request, with responder: Responder) -> Answer {
                let socket = Answer.webSocket(LoudService(notes: notes))
                return request.method == .post ? .afterBody(limit: 9) { _, _ in socket } : socket
            }
        }

        init() {
            let setting = SessionSetting(
                service: Door(notes: notes), date: DateField(WallClock(seconds: 0)), sink: self,
                observer: self)
            session = ServerSession(
                from: Request(method: .get, path: "/").peer, applicationProtocol: nil, number: 1, in: setting,
                at: .zero)
        }

        /// The client asks, and sends its first frames at once.
        func open(_ fields: String = "Sec-WebSocket-Protocol: quiet, loud\n", method: String = "GET") {
            let head = """
                \(method) /ws HTTP/1.1\nHost: h\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\(fields)\n
                """
            session?.handle((Array(head.crlf.utf8) + client.outbound.take()).bytes, at: .zero)
            let answer = session?.outbound.take() ?? []
            let end = answer.indices.first { answer[..<$0].suffix(4) == [13, 10, 13, 10] } ?? answer.count
            self.head = String(decoding: answer[..<end], as: UTF8.self)
            guard self.head.hasPrefix("HTTP/1.1 101 ") else { return }
            client.handle(Array(answer[end...]).bytes, at: .zero)
            settle()
        }

        /// Carries bytes both ways until there are none.
        func settle() {
            for _ in 0..<4 {
                while let event = client.pollEvent() { heard.append(Self.text(event)) }
                session?.handle(client.outbound.take().bytes, at: .zero)
                let answer = session?.outbound.take() ?? []
                client.handle(answer.bytes, at: .zero)
                session?.handleSent(at: .zero)
            }
        }

        private static func text(_ event: WebSocketEvent) -> String {
            switch event {
            case .message(.text(let text)): text
            case .message(.binary): "binary"
            case .closed(let code): "closed \(code)"
            case .end(let reason): "end \(reason.rawValue)"
            }
        }

        func submit(_ action: ResponseAction, for responder: Responder) {
            session?.perform(action, on: responder.stream, at: .zero)
        }

        func answered(_ method: HTTP.Method, _ status: Status, after duration: Duration) {
            notes.add("\(status.code)")
        }
        func refused(_ status: Status) { notes.add("refused \(status.code)") }
        func openedWebSocket() { notes.add("+1") }
        func closedWebSocket() { notes.add("-1") }
        func ended(_ reason: EndReason) { notes.add("ended \(reason.rawValue)") }
    }

    @Test("a request becomes a socket, also when the first message comes with it, and the client closes it")
    func conversation() {
        let pair = Pair()
        pair.client.send(.text("early"), at: .zero)
        pair.open()
        #expect(pair.head.hasPrefix("HTTP/1.1 101 "))
        // RFC 6455 §1.3: the answer to the example's key.
        #expect(pair.head.contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
        #expect(pair.session?.isIdle == false)
        pair.client.send(.text("later"), at: .zero)
        pair.settle()
        pair.client.close(code: 1000, at: .zero)
        pair.settle()
        #expect(pair.heard.prefix(2) == ["EARLY", "LATER"])
        #expect(
            pair.notes.lines == [
                "101", "+1", "opened /ws loud", "received early", "received later", "-1", "closed 1000",
                "ended finished",
            ])
    }

    @Test("the service closes it")
    func closedByService() {
        let pair = Pair()
        pair.open()
        pair.client.send(.text("bye"), at: .zero)
        pair.settle()
        #expect(pair.heard.prefix(2) == ["BYE", "closed 4000"])
        #expect(pair.notes.lines.suffix(3) == ["-1", "closed 4000", "ended finished"])
    }

    @Test("a connection that breaks closes it, once, and what is sent afterwards is dropped")
    func broken() {
        let pair = Pair()
        pair.open()
        pair.session?.handleDisconnect(at: .zero)
        pair.session?.perform(.sendMessage(.text("late")), on: StreamID(0), at: .zero)
        pair.session?.handleDisconnect(at: .zero)
        #expect(pair.notes.lines.suffix(3) == ["ended transport", "-1", "closed 1006"])
        #expect(pair.session?.outbound.isEmpty == true)
    }

    @Test("a server that drains says so")
    func drained() {
        let pair = Pair()
        pair.open()
        pair.session?.drain(at: .zero)
        pair.settle()
        #expect(pair.heard.first == "closed 1001")
        #expect(pair.notes.lines.last == "ended draining")
    }

    @Test("a client that does not answer our close is not waited for")
    func silent() throws {
        let pair = Pair()
        pair.open()
        let session = try #require(pair.session)
        session.drain(at: .zero)
        session.handleTimeout(at: try #require(session.nextDeadline))
        #expect(session.end == .draining)
    }

    @Test("a handshake without a common sub-protocol is refused, and the connection serves on")
    func refused() {
        let pair = Pair()
        pair.open("Sec-WebSocket-Protocol: quiet\n")
        #expect(pair.head.hasPrefix("HTTP/1.1 400 "))
        pair.open()
        #expect(pair.head.hasPrefix("HTTP/1.1 101 "))
        #expect(pair.notes.lines == ["400", "101", "+1", "opened /ws loud"])
    }

    @Test("a socket that is promised after a body cannot be opened any more")
    func tooLate() {
        let pair = Pair()
        pair.open("Content-Length: 0\n", method: "POST")
        #expect(pair.head.hasPrefix("HTTP/1.1 500 "))
    }
}
