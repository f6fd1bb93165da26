public import Bytes
public import Timing

/// One connection's conversation: asks the service what to do with each request that its protocol core finds, and
/// carries that out, at once or when the answer comes.
///
///     undecided ──► http (1.1 or 2) ──► WebSocket
///
/// Which version it is follows from ALPN; in clear text from the first bytes, since HTTP/2's preface was chosen to
/// be no request of HTTP/1.1 (RFC 9113 §3.4).
///
/// Invariant: one mutation, then send `outbound` and look at `nextDeadline`, `wantsInput` and `end`, then the next.
public final class ServerSession {
    /// What is spoken.
    private enum Conversation {
        case undecided([UInt8])
        case http(any ConnectionCore)
        case webSocket(WebSocketConnection, StreamID, any WebSocketService)
    }

    /// What tells HTTP/2 from HTTP/1.1: no method begins like this.
    private static let prefaceStart = Array("PRI ".utf8)

    /// What the sessions of this loop share.
    private let setting: SessionSetting
    /// The number by which responders find this session again.
    private let number: UInt64
    /// The client.
    private let peer: Request.Peer
    /// Until when an undecided client must have sent its first bytes.
    private let decideBy: Instant
    /// What is spoken.
    private var conversation: Conversation
    /// Bytes to send before anything was spoken: none, but a queue must be there.
    private let nothing = OutboundQueue()
    /// The requests that are not over at once.
    private var exchanges: [StreamID: Exchange] = [:]
    /// The socket a request asked to become, between the answer 101 and the switch.
    private var pendingSocket: (Request, any WebSocketService)?
    /// Why the session ended, once it has.
    public private(set) var end: EndReason?

    /// A session with a client. `applicationProtocol` is what ALPN chose, if TLS was there to choose.
    public init(
        from peer: Request.Peer, applicationProtocol: String?, number: UInt64, in setting: SessionSetting,
        at now: Instant
    ) {
        self.setting = setting
        self.number = number
        self.peer = peer
        decideBy = now.advanced(by: setting.limits.headTime)
        conversation = .undecided([])
        switch applicationProtocol {
        case "h2": conversation = .http(makeHTTP2(at: now))
        case .some: conversation = .http(makeHTTP1(at: now))
        case nil: break
        }
    }

    // MARK: Getters

    /// What waits to be sent.
    public var outbound: OutboundQueue {
        switch conversation {
        case .undecided: nothing
        case .http(let core): core.outbound
        case .webSocket(let socket, _, _): socket.outbound
        }
    }

    /// Whether more may be read.
    public var wantsInput: Bool {
        switch conversation {
        case .undecided: true
        case .http(let core): core.wantsInput
        case .webSocket(let socket, _, _): socket.wantsInput
        }
    }

    /// When `handleTimeout(at:)` is to be called.
    public var nextDeadline: Instant? {
        switch conversation {
        case .undecided: decideBy
        case .http(let core): core.nextDeadline
        case .webSocket(let socket, _, _): socket.nextDeadline
        }
    }

    /// Whether nobody would miss the connection: no request is open and nothing waits to be sent.
    public var isIdle: Bool {
        switch conversation {
        case .undecided: true
        case .http(let core): core.openStreams == 0 && core.outbound.isEmpty
        case .webSocket: false
        }
    }

    // MARK: What happened below

    /// Bytes arrived.
    public func handle(_ bytes: RawSpan, at now: Instant) {
        switch conversation {
        case .undecided(let start): decide(start, bytes, at: now)
        case .http(let core): core.handle(bytes, at: now)
        case .webSocket(let socket, _, _): socket.handle(bytes, at: now)
        }
        drainEvents(at: now)
    }

    /// The peer closed its sending side.
    public func handleEndOfInput(at now: Instant) {
        switch conversation {
        case .undecided: finish(.finished)
        case .http(let core): core.handleEndOfInput(at: now)
        case .webSocket(let socket, _, _): socket.handleEndOfInput(at: now)
        }
        drainEvents(at: now)
    }

    /// Some of `outbound` left.
    public func handleSent(at now: Instant) {
        switch conversation {
        case .undecided: break
        case .http(let core): core.handleSent(at: now)
        case .webSocket(let socket, _, _): socket.handleSent(at: now)
        }
        drainEvents(at: now)
    }

    /// `nextDeadline` passed.
    public func handleTimeout(at now: Instant) {
        switch conversation {
        case .undecided: finish(.idle)
        case .http(let core): core.handleTimeout(at: now)
        case .webSocket(let socket, _, _): socket.handleTimeout(at: now)
        }
        drainEvents(at: now)
    }

    /// The connection is gone. Whoever works for it is told, and nothing can be sent any more.
    public func handleDisconnect(at now: Instant) {
        handleEndOfInput(at: now)
        finish(.transport)
        for stream in Array(exchanges.keys) { close(stream) }
        if case .webSocket(_, let stream, let service) = conversation { leave(stream, service, code: 1006) }
    }

    // MARK: Commands

    /// Carries out what a responder asked for. What comes too late is dropped.
    public func perform(_ action: ResponseAction, on stream: StreamID, at now: Instant) {
        switch conversation {
        case .undecided: break
        case .http(let core): perform(action, on: stream, of: core, at: now)
        case .webSocket(let socket, let own, _): if own == stream { perform(action, on: socket, at: now) }
        }
        drainEvents(at: now)
    }

    /// Lets what is under way finish and takes nothing new.
    public func drain(at now: Instant) {
        switch conversation {
        case .undecided: finish(.draining)
        case .http(let core): core.drain(at: now)
        case .webSocket(let socket, _, _): socket.close(code: 1001, reason: "the server is shutting down", at: now)
        }
        drainEvents(at: now)
    }

    // MARK: The protocol's beginning and end

    /// Waits until the first bytes tell the version, then gives them to that core.
    private func decide(_ start: [UInt8], _ bytes: RawSpan, at now: Instant) {
        var first = start
        first.append(bytes)
        let common = zip(first, Self.prefaceStart).prefix { $0 == $1 }.count
        guard common < first.count || common == Self.prefaceStart.count else {
            conversation = .undecided(first)
            return
        }
        let core = common == Self.prefaceStart.count ? makeHTTP2(at: now) : makeHTTP1(at: now)
        conversation = .http(core)
        core.handle(first.bytes, at: now)
    }

    private func makeHTTP1(at now: Instant) -> any ConnectionCore {
        HTTP1Connection(from: peer, date: setting.date, limits: setting.limits, at: now)
    }

    private func makeHTTP2(at now: Instant) -> any ConnectionCore {
        HTTP2Connection(from: peer, date: setting.date, limits: setting.limits, at: now)
    }

    /// Ends the session, once.
    private func finish(_ reason: EndReason) {
        guard end == nil else { return }
        end = reason
        setting.observer.ended(reason)
    }

    // MARK: Events

    /// Takes what the core found until there is nothing more.
    private func drainEvents(at now: Instant) {
        while true {
            switch conversation {
            case .undecided: return
            case .http(let core):
                guard let event = core.pollEvent() else { return }
                take(event, from: core, at: now)
            case .webSocket(let socket, let stream, let service):
                guard let event = socket.pollEvent() else { return }
                take(event, on: stream, of: service)
            }
        }
    }

    private func take(_ event: ConnectionEvent, from core: any ConnectionCore, at now: Instant) {
        switch event {
        case .request(let stream, let request, let hasBody):
            let answer = setting.service.answer(request, with: responder(for: stream))
            let exchange = Exchange(method: request.method, began: now, bodyIsComplete: !hasBody)
            carryOut(answer, to: request, on: stream, exchange, by: core, at: now)
        case .body(let stream, let piece): takeBody(piece, of: stream, from: core, at: now)
        case .bodyEnd(let stream): bodyEnded(of: stream, from: core, at: now)
        case .writable(let stream): tellWaiting(on: stream)
        case .closed(let stream, _): close(stream)
        case .switched(let stream, let rest): becomeSocket(stream, core.outbound, rest, at: now)
        case .end(let reason): finish(reason)
        }
    }

    /// The way back to a request.
    private func responder(for stream: StreamID) -> Responder {
        Responder(sink: setting.sink, connection: number, stream: stream)
    }

    /// Does what a service said, and remembers the request only when there is more to come.
    private func carryOut(
        _ answer: Answer, to request: Request?, on stream: StreamID, _ exchange: Exchange,
        by core: any ConnectionCore, at now: Instant
    ) {
        var exchange = exchange
        switch answer {
        case .now(let response):
            setting.observer.answered(
                exchange.method, response.status, after: exchange.began.duration(to: now))
            exchange.isAnswered = true
            if case .pieces = response.body { exchanges[stream] = exchange } else { exchanges[stream] = nil }
            core.respond(response, to: stream, at: now)
        case .later:
            exchange.body = .discarded
            exchanges[stream] = exchange
        case .afterBody(let limit, let then):
            exchange.body = .collected(limit: limit, then: then)
            exchanges[stream] = exchange
            if exchange.bodyIsComplete {
                bodyEnded(of: stream, from: core, at: now)
            } else {
                core.acceptBody(of: stream, at: now)
            }
        case .streamingBody(let receiver):
            exchange.body = .streamed(receiver)
            exchanges[stream] = exchange
            if exchange.bodyIsComplete {
                receiver.finished(from: responder(for: stream))
            } else {
                core.acceptBody(of: stream, at: now)
            }
        case .webSocket(let service):
            upgrade(request, on: stream, exchange, to: service, by: core, at: now)
        }
    }

    // MARK: Request bodies

    private func takeBody(_ piece: [UInt8], of stream: StreamID, from core: any ConnectionCore, at now: Instant) {
        guard let exchange = exchanges[stream] else { return core.bodyConsumed(piece.count, on: stream, at: now) }
        switch exchange.body {
        case .discarded:
            core.bodyConsumed(piece.count, on: stream, at: now)
        case .collected(let limit, _):
            core.bodyConsumed(piece.count, on: stream, at: now)
            guard exchange.collected.count + piece.count <= limit else {
                let problem = Problem(
                    .contentTooLarge, title: "The body is too large",
                    detail: "It may have at most \(limit) bytes.")
                return carryOut(.now(problem.response), to: nil, on: stream, exchange, by: core, at: now)
            }
            exchanges[stream]?.collected.append(contentsOf: piece)
        case .streamed(let receiver):
            receiver.received(piece, from: responder(for: stream))
        }
    }

    private func bodyEnded(of stream: StreamID, from core: any ConnectionCore, at now: Instant) {
        guard var exchange = exchanges[stream] else { return }
        exchange.bodyIsComplete = true
        switch exchange.body {
        case .discarded:
            exchanges[stream] = exchange
        case .collected(_, let then):
            let body = exchange.collected
            exchange.collected = []
            exchange.body = .discarded
            exchanges[stream] = exchange
            carryOut(then(body, responder(for: stream)), to: nil, on: stream, exchange, by: core, at: now)
        case .streamed(let receiver):
            exchanges[stream] = exchange
            receiver.finished(from: responder(for: stream))
        }
    }

    // MARK: Responders

    private func perform(
        _ action: ResponseAction, on stream: StreamID, of core: any ConnectionCore, at now: Instant
    ) {
        guard let exchange = exchanges[stream] else {
            if case .whenWritable(let action) = action { action(false) }
            return
        }
        switch action {
        case .respond(let response):
            guard !exchange.isAnswered else { return }
            carryOut(.now(response), to: nil, on: stream, exchange, by: core, at: now)
        case .send(let piece): core.send(piece, on: stream, at: now)
        case .finish: core.finish(stream, at: now)
        case .abort: core.abort(stream, at: now)
        case .consumed(let count): core.bodyConsumed(count, on: stream, at: now)
        case .whenWritable(let action): wait(action, on: stream, of: core, at: now)
        case .sendMessage, .closeSocket: break
        }
    }

    /// Calls `action` at once when little waits to be sent, otherwise when that is so.
    private func wait(
        _ action: @escaping @Sendable (Bool) -> Void, on stream: StreamID, of core: any ConnectionCore,
        at now: Instant
    ) {
        let waiting = core.send(ByteSlice([]), on: stream, at: now)
        guard waiting >= setting.limits.outboundLowMark else { return action(true) }
        exchanges[stream]?.waiting.append(action)
    }

    private func tellWaiting(on stream: StreamID) {
        guard let waiting = exchanges[stream]?.waiting, !waiting.isEmpty else { return }
        exchanges[stream]?.waiting = []
        for action in waiting { action(true) }
    }

    /// A stream is over, in whatever way.
    private func close(_ stream: StreamID) {
        guard let exchange = exchanges.removeValue(forKey: stream) else { return }
        for action in exchange.waiting { action(false) }
        if case .streamed(let receiver) = exchange.body, !exchange.bodyIsComplete {
            receiver.abandoned(from: responder(for: stream))
        }
    }
}
