public import Bytes

/// One HTTP/1.1 connection, seen from a client (RFC 9112): for tests and for the load tester.
///
/// Requests are sent as they are made, pipelined if the owner makes several; answers come in their order. It keeps
/// no time: who waits for an answer knows how long.
///
/// Invariant: one mutation, then drain `pollEvent()` to `nil` and send `outbound`, then the next mutation.
public final class HTTP1Client {
    /// What waits to be sent.
    public let outbound = OutboundQueue()
    /// The server, as `host` names it.
    private let authority: String
    /// Takes the server's bytes apart.
    private var parser: ResponseParser
    /// The unfinished line.
    private var rest: [UInt8] = []
    /// The requests without a complete answer, oldest first.
    private var unanswered: [(stream: StreamID, method: Method)] = []
    /// The number of the next request.
    private var nextNumber: Int32 = 1
    /// Whether the answer that is coming in is the last.
    private var isLast = false
    /// Whether nothing further is read.
    private var hasEnded = false
    /// What was found.
    private var events = EventQueue<ClientEvent>()

    /// A connection to the server called `authority`. It may send heads as large as `limits` allow.
    public init(to authority: String, limits: Limits = Limits()) {
        self.authority = authority
        parser = ResponseParser(limits: limits)
    }

    // MARK: Getters

    /// How many requests wait for the end of their answer.
    public var openRequests: Int { unanswered.count }

    // MARK: Input

    /// Bytes arrived.
    public func handle(_ bytes: RawSpan) {
        guard !rest.isEmpty else { return parse(bytes) }
        rest.append(bytes)
        let joined = rest
        rest = []
        parse(joined.bytes)
    }

    /// The server closed its side.
    public func handleEndOfInput() {
        if parser.endsWithConnection { finishAnswer() }
        end(unanswered.isEmpty ? .finished : .aborted)
    }

    // MARK: Commands

    /// Sends a request, and returns what its events are named by. `fields` come without `host` and `content-length`.
    @discardableResult
    public func request(
        _ method: Method, _ target: String, fields: HeaderFields = HeaderFields(), body: ByteSlice? = nil
    ) -> StreamID {
        let stream = StreamID(nextNumber)
        nextNumber &+= 1
        unanswered.append((stream, method))
        outbound.append(text: "\(method.rawValue) \(target) HTTP/1.1\r\nhost: \(authority)\r\n")
        outbound.append(fields.textBytes)
        if let body { outbound.append(text: "content-length: \(body.count)\r\n") }
        outbound.append("\r\n")
        if let body { outbound.append(body) }
        return stream
    }

    /// The next event.
    public func pollEvent() -> ClientEvent? { events.next() }

    // MARK: Answers

    /// Whether the next answer is one to HEAD, and so without a body whatever it says.
    private var isHead: Bool { unanswered.first?.method == .head }

    /// Takes answers out of `bytes`, and keeps what is not a whole line yet.
    private func parse(_ bytes: RawSpan) {
        var offset = 0
        while !hasEnded, let stream = unanswered.first?.stream {
            switch parser.next(in: bytes, from: &offset, forbidsBody: isHead) {
            case .nothing:
                rest.append(bytes.extracting(offset...))
                return
            case .head(let response, let endsConnection):
                takeHead(response, endsConnection, of: stream, before: bytes.extracting(offset...))
            case .body(let range): events.append(.body(stream, Array(bytes.extracting(range))))
            case .bodyEnd: finishAnswer()
            case .failed(let reason): end(reason)
            }
        }
        // Nobody asked for what is left, so nobody knows what it answers.
        if offset < bytes.byteCount { end(.malformed) }
    }

    private func takeHead(
        _ response: Response, _ endsConnection: Bool, of stream: StreamID, before rest: RawSpan
    ) {
        guard response.status.code >= 200 else {
            guard response.status == .switchingProtocols else { return }
            events.append(.switched(stream, response, rest: Array(rest)))
            hasEnded = true
            return
        }
        isLast = endsConnection
        events.append(.response(stream, response))
        if case .none = response.body { forgetRequest() }
    }

    private func finishAnswer() {
        guard let stream = unanswered.first?.stream else { return }
        events.append(.bodyEnd(stream))
        forgetRequest()
    }

    private func forgetRequest() {
        unanswered.removeFirst()
        if isLast { end(unanswered.isEmpty ? .finished : .aborted) }
    }

    private func end(_ reason: EndReason) {
        guard !hasEnded else { return }
        hasEnded = true
        events.append(.end(reason: reason))
    }
}
