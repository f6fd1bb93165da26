internal import Bytes
internal import HTTP
internal import Runtime
internal import Timing

/// One connection to a server, with at most one request under way: a slow answer then holds up nobody else.
///
///     connecting ──request──► busy ──answer──► idle ──request──► busy ...
///          └────────────────────┴────────────────┴──────────────► ended
final class WebConnection: StreamCore {
    /// Writes requests and reads answers.
    private let http: HTTP1Client
    /// Tells the owner what came of a request; the connection is idle by then, or has ended.
    private let answered: (WebConnection, WebRequest, WebAnswer, Instant) -> Void
    /// The request under way.
    private(set) var request: WebRequest?
    /// Whether an answer came before.
    private var hasServed = false
    /// Whether the last request met the end of an idle connection, and may be made again on another (RFC 9112 §9.3.1).
    private(set) var wasMissed = false
    /// The head of the answer that is coming in.
    private var response: Response?
    /// Its body so far.
    private var body: [UInt8] = []
    /// When the request under way is given up.
    private(set) var nextDeadline: Instant?
    /// How the connection ends, once it has to.
    private(set) var ending: StreamEnding?

    /// How long a server may take.
    static let patience = Duration.seconds(30)
    /// Why a request failed that nobody took.
    static let noConnection = "no connection"

    /// A connection to the server called `authority`.
    init(
        to authority: String,
        answered: @escaping (WebConnection, WebRequest, WebAnswer, Instant) -> Void
    ) {
        http = HTTP1Client(to: authority)
        self.answered = answered
    }

    /// Whether it may be given a request.
    var isIdle: Bool { request == nil && ending == nil }

    /// Makes a request; the connection must be idle.
    func send(_ request: WebRequest, at now: Instant) {
        self.request = request
        nextDeadline = now.advanced(by: Self.patience)
        http.request(
            request.method, request.url.target, fields: request.fields,
            body: request.body.map { ByteSlice($0) })
    }

    // MARK: The stream

    /// What waits to be sent.
    var outbound: OutboundQueue { http.outbound }

    /// Everything is read: answers are kept whole.
    var wantsInput: Bool { true }

    func handle(_ bytes: RawSpan, at now: Instant) {
        http.handle(bytes)
        drain(at: now)
    }

    func handleEndOfInput(at now: Instant) {
        http.handleEndOfInput()
        drain(at: now)
    }

    func handleSent(at now: Instant) {}

    func handleTimeout(at now: Instant) {
        handleFailure("no answer within 30 s", at: now)
    }

    func handleDisconnect(at now: Instant) {
        end(at: now)
    }

    /// There is no connection, for a reason.
    func handleFailure(_ reason: String, at now: Instant) {
        ending = ending ?? .reset
        finish(.failed(reason), at: now)
    }

    // MARK: Parts

    /// Nothing further comes.
    private func end(at now: Instant) {
        wasMissed = hasServed && response == nil
        handleFailure(hasServed ? "the server closed the connection" : Self.noConnection, at: now)
    }

    private func drain(at now: Instant) {
        while let event = http.pollEvent() {
            switch event {
            case .response(_, let response):
                self.response = response
                body = []
                if case .none = response.body { complete(at: now) }
            case .body(_, let piece):
                guard body.count + piece.count <= request?.longestBody ?? 0 else {
                    return handleFailure("the answer is too long", at: now)
                }
                body += piece
            case .bodyEnd: complete(at: now)
            case .switched, .end:
                ending = .orderly
                end(at: now)
            }
        }
    }

    private func complete(at now: Instant) {
        guard let response else { return }
        self.response = nil
        hasServed = true
        finish(.response(response, body: body), at: now)
    }

    private func finish(_ answer: WebAnswer, at now: Instant) {
        guard let request else { return }
        self.request = nil
        nextDeadline = nil
        body = []
        answered(self, request, answer, now)
    }
}
