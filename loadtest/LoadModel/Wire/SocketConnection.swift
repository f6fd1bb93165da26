internal import Bytes
internal import HTTP
internal import Runtime
internal import Timing

/// One WebSocket of a peer: the handshake over HTTP/1.1 (RFC 6455 §4), then messages.
///
///     asking ──101──► open ──closed──► ended
///        └──anything else──────────────┘
final class SocketConnection: StreamCore {
    /// What happened.
    enum Event {
        case opened
        case text(String)
        /// It is no more, or never was, for a reason.
        case ended(String)
    }

    /// Asks for the socket.
    private let http: HTTP1Client
    /// The key that the server must prove to have read.
    private let key: String
    /// The socket, once it is there.
    private var socket: WebSocketConnection?
    /// Where masks come from.
    private let random: CrowdRandom
    /// Tells the owner.
    private let happened: (Event, Instant) -> Void
    /// How the connection ends, once it has to.
    private(set) var ending: StreamEnding?
    /// Whether its end was told.
    private var hasEnded = false
    /// When an answer must have come.
    private var patience: Instant?

    /// The largest message of the server (`signaling/PROTOCOL.md`).
    private static let largestMessage = 1 << 20

    /// A connection that asks for the socket of a URL.
    init(
        to url: ServerURL, using random: inout CrowdRandom, at now: Instant,
        happened: @escaping (Event, Instant) -> Void
    ) {
        http = HTTP1Client(to: url.authority)
        key = WebSocketHandshake.key(using: &random)
        self.random = random
        self.happened = happened
        patience = now.advanced(by: WebConnection.patience)
        http.request(
            .get, url.target,
            fields: [
                "connection": "upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
                "sec-websocket-key": key,
            ])
    }

    /// Sends a message, if the socket is open.
    func send(_ text: String, at now: Instant) {
        socket?.send(.text(text), at: now)
        drain(at: now)
    }

    /// Says goodbye.
    func close(at now: Instant) {
        socket?.close(at: now)
        hasEnded = true
        drain(at: now)
        if socket == nil { ending = .reset }
    }

    // MARK: The stream

    /// What waits to be sent.
    var outbound: OutboundQueue { http.outbound }
    /// Everything is read.
    var wantsInput: Bool { true }
    /// When the server is given up, or the socket wants to look after itself.
    var nextDeadline: Instant? { socket == nil ? patience : socket?.nextDeadline }

    func handle(_ bytes: RawSpan, at now: Instant) {
        if let socket { socket.handle(bytes, at: now) } else { ask(bytes, at: now) }
        drain(at: now)
    }

    func handleEndOfInput(at now: Instant) {
        socket?.handleEndOfInput(at: now)
        drain(at: now)
        end("the server closed the connection", at: now)
    }

    func handleSent(at now: Instant) {
        socket?.handleSent(at: now)
        drain(at: now)
    }

    func handleTimeout(at now: Instant) {
        guard let socket else { return end("no answer within 30 s", at: now) }
        socket.handleTimeout(at: now)
        drain(at: now)
    }

    func handleDisconnect(at now: Instant) {
        handleFailure(WebConnection.noConnection, at: now)
    }

    /// There is no connection, for a reason.
    func handleFailure(_ reason: String, at now: Instant) {
        end(reason, at: now)
    }

    // MARK: Parts

    /// The handshake's answer.
    private func ask(_ bytes: RawSpan, at now: Instant) {
        http.handle(bytes)
        while let event = http.pollEvent() {
            switch event {
            case .switched(_, let response, let rest):
                guard response.fields["sec-websocket-accept"] == WebSocketHandshake.accept(key: key) else {
                    return end("the server did not read the key", at: now)
                }
                let socket = WebSocketConnection(
                    .client(masking: random), outbound: http.outbound, largestMessage: Self.largestMessage,
                    at: now)
                self.socket = socket
                happened(.opened, now)
                return socket.handle(rest.bytes, at: now)
            case .response(_, let response): end("HTTP: \(response.status.code)", at: now)
            case .body, .bodyEnd, .aborted: break
            case .end: end("the server speaks no HTTP", at: now)
            }
        }
    }

    private func drain(at now: Instant) {
        while let event = socket?.pollEvent() {
            switch event {
            case .message(.text(let text)): if !hasEnded { happened(.text(text), now) }
            case .message(.binary): break
            case .closed(let code): tell("the socket closed with \(code)", at: now)
            case .end: ending = .orderly
            }
        }
    }

    private func end(_ reason: String, at now: Instant) {
        ending = ending ?? .reset
        tell(reason, at: now)
    }

    private func tell(_ reason: String, at now: Instant) {
        guard !hasEnded else { return }
        hasEnded = true
        happened(.ended(reason), now)
    }
}
