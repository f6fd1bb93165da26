internal import Bytes
internal import HTTP
internal import Runtime
internal import Timing

/// One connection to a server. Over HTTP/1.1 it has at most one request under way: a slow answer then holds up nobody else.
/// Over HTTP/2, where TLS agreed on that, it has many.
///
///     connecting ──► idle ◄──requests, answers──► busy ──► ended
///          └───────────────────────────────────────────────►
final class WebConnection: StreamCore {
    /// What is spoken.
    private enum Tongue {
        case one(HTTP1Client)
        case two(HTTP2ClientConnection)
    }

    /// A request under way.
    private struct Exchange {
        let request: WebRequest
        /// When it is given up.
        let deadline: Instant
        /// The head of the answer that is coming in.
        var response: Response?
        /// Its body so far.
        var body: [UInt8] = []
    }

    /// The server, as requests name it.
    private let authority: String
    /// Writes requests and reads answers; `nil` until it is known what is spoken.
    private var tongue: Tongue?
    /// Tells the owner what came of a request; the connection has room by then, or has ended.
    private let answered: (WebConnection, WebRequest, WebAnswer, Instant) -> Void
    /// The requests that wait until it is known what is spoken, each with when it was made.
    private var early: [(request: WebRequest, instant: Instant)] = []
    /// The requests under way.
    private var exchanges: [StreamID: Exchange] = [:]
    /// Whether an answer came before.
    private var hasServed = false
    /// Whether the last request met the end of an idle connection, and may be made again on another (RFC 9112 §9.3.1, RFC 9113
    /// §8.7).
    private(set) var wasMissed = false
    /// How the connection ends, once it has to.
    private(set) var ending: StreamEnding?

    /// How long a server may take.
    static let patience = Duration.seconds(30)
    /// Why a request failed that nobody took.
    static let noConnection = "no connection"
    /// How many requests are under way at once over HTTP/2: what servers usually take (RFC 9113 §6.5.2).
    private static let mostStreams = 100
    /// What ALPN calls HTTP/2.
    static let http2 = "h2"

    /// A connection to the server called `authority`.
    init(
        to authority: String,
        answered: @escaping (WebConnection, WebRequest, WebAnswer, Instant) -> Void
    ) {
        self.authority = authority
        self.answered = answered
    }

    // MARK: Getters

    /// Whether it may be given a request. One that is still to be made may be given one.
    var isIdle: Bool {
        guard ending == nil else { return false }
        switch tongue {
        case .two(let http)?: return http.takesRequests && exchanges.count < Self.mostStreams
        case .one?, nil: return openRequests == 0
        }
    }

    /// How many requests have no answer.
    var openRequests: Int { early.count + exchanges.count }

    /// Whether it is known what is spoken, and that is HTTP/2.
    var isMultiplexed: Bool { if case .two? = tongue { true } else { false } }
    /// Whether that is still to be found out.
    var isConnecting: Bool { tongue == nil && ending == nil }

    // MARK: Commands

    /// It is known what the connection is like.
    func begin(_ facts: TransportFacts) {
        tongue =
            facts.applicationProtocol == Self.http2
            ? .two(HTTP2ClientConnection(to: authority)) : .one(HTTP1Client(to: authority))
        let waiting = early
        early = []
        for (request, instant) in waiting { send(request, at: instant) }
    }

    /// Makes a request; the connection must be idle.
    func send(_ request: WebRequest, at now: Instant) {
        let body = request.body.map { ByteSlice($0) }
        let stream: StreamID?
        switch tongue {
        case nil:
            early.append((request, now))
            return
        case .one(let http)?:
            stream = http.request(request.method, request.url.target, fields: request.fields, body: body)
        case .two(let http)?:
            stream = http.request(request.method, request.url.target, fields: request.fields, body: body)
        }
        guard let stream else { return answered(self, request, .failed(Self.noConnection), now) }
        exchanges[stream] = Exchange(request: request, deadline: now.advanced(by: Self.patience))
    }

    // MARK: The stream

    /// What waits to be sent.
    var outbound: OutboundQueue {
        switch tongue {
        case .one(let http)?: http.outbound
        case .two(let http)?: http.outbound
        // The connection asks only once it has begun.
        case nil: OutboundQueue()
        }
    }

    /// Everything is read: answers are kept whole.
    var wantsInput: Bool { true }

    var nextDeadline: Instant? { exchanges.values.lazy.map(\.deadline).min() }

    func handle(_ bytes: RawSpan, at now: Instant) {
        switch tongue {
        case .one(let http)?: http.handle(bytes)
        case .two(let http)?: http.handle(bytes)
        case nil: break
        }
        drain(at: now)
    }

    func handleEndOfInput(at now: Instant) {
        switch tongue {
        case .one(let http)?: http.handleEndOfInput()
        case .two(let http)?: http.handleEndOfInput()
        case nil: break
        }
        drain(at: now)
    }

    func handleSent(at now: Instant) {
        if case .two(let http)? = tongue { http.handleSent() }
    }

    func handleTimeout(at now: Instant) {
        let late = exchanges.filter { $0.value.deadline <= now }
        guard case .two(let http)? = tongue, late.count < exchanges.count else {
            return handleFailure("no answer within 30 s", at: now)
        }
        for stream in late.keys {
            http.cancel(stream)
            finish(stream, .failed("no answer within 30 s"), at: now)
        }
    }

    func handleDisconnect(at now: Instant) {
        end(at: now)
    }

    /// There is no connection, for a reason.
    func handleFailure(_ reason: String, at now: Instant) {
        ending = ending ?? .reset
        for stream in Array(exchanges.keys) { finish(stream, .failed(reason), at: now) }
        let waiting = early
        early = []
        for (request, _) in waiting { answered(self, request, .failed(reason), now) }
    }

    // MARK: Parts

    /// Nothing further comes.
    private func end(at now: Instant) {
        ending = ending ?? .reset
        let reason = hasServed ? "the server closed the connection" : Self.noConnection
        for (stream, exchange) in exchanges where hasServed && exchange.response == nil {
            wasMissed = true
            finish(stream, .failed(reason), at: now)
        }
        wasMissed = false
        handleFailure(reason, at: now)
    }

    private func nextEvent() -> ClientEvent? {
        switch tongue {
        case .one(let http)?: http.pollEvent()
        case .two(let http)?: http.pollEvent()
        case nil: nil
        }
    }

    private func drain(at now: Instant) {
        while let event = nextEvent() {
            switch event {
            case .response(let stream, let response):
                exchanges[stream]?.response = response
                if case .none = response.body { complete(stream, at: now) }
            case .body(let stream, let piece): take(piece, of: stream, at: now)
            case .bodyEnd(let stream): complete(stream, at: now)
            case .aborted(let stream): finish(stream, .failed("the server gave the request up"), at: now)
            case .switched, .end:
                ending = ending ?? .orderly
                end(at: now)
            }
        }
    }

    private func take(_ piece: [UInt8], of stream: StreamID, at now: Instant) {
        guard let exchange = exchanges[stream] else { return }
        guard exchange.body.count + piece.count <= exchange.request.longestBody else {
            guard case .two(let http)? = tongue else {
                return handleFailure("the answer is too long", at: now)
            }
            http.cancel(stream)
            return finish(stream, .failed("the answer is too long"), at: now)
        }
        exchanges[stream]?.body += piece
    }

    private func complete(_ stream: StreamID, at now: Instant) {
        guard let exchange = exchanges[stream], let response = exchange.response else { return }
        hasServed = true
        finish(stream, .response(response, body: exchange.body), at: now)
    }

    private func finish(_ stream: StreamID, _ answer: WebAnswer, at now: Instant) {
        guard let exchange = exchanges.removeValue(forKey: stream) else { return }
        answered(self, exchange.request, answer, now)
    }
}
