import Bytes
import Timing

/// Requests: from the events of a protocol core to the service, and from its answers to the core.
extension ServerSession {
    // MARK: Events

    /// Takes one event of the core.
    func take(_ event: ConnectionEvent, at now: Instant) {
        switch event {
        case .request(let stream, let request, let hasBody):
            let answer = setting.service.answer(request, with: responder(for: stream))
            let open = OpenRequest(request.method, hasBody: hasBody, at: now)
            carryOut(answer, to: request, on: stream, open, at: now)
        case .body(let stream, let piece): takeBody(piece, of: stream, at: now)
        case .bodyEnd(let stream): endBody(of: stream, at: now)
        case .writable(let stream): tellWaiting(on: stream)
        case .closed(let stream, _): close(stream)
        case .refused(let status): setting.observer.refused(status)
        case .switched(let stream, let rest): openSocket(stream, rest, at: now)
        case .end(let reason): finish(reason)
        }
    }

    // MARK: Answers

    /// Does what a service said, and remembers the request only when there is more to come. `request` is there as
    /// long as it is the service's first word on it.
    private func carryOut(
        _ answer: Answer, to request: Request?, on stream: StreamID, _ open: OpenRequest,
        at now: Instant
    ) {
        switch answer {
        case .now(let response): respond(response, to: stream, open, at: now)
        case .later: openRequests[stream] = open
        case .afterBody(let limit, let then):
            if let length = request?.fields["content-length"]?.decimal, length > limit {
                return respond(Self.tooLarge(limit), to: stream, open, at: now)
            }
            expect(.collected(limit: limit, then: then), of: stream, open, at: now)
        case .streamingBody(let receiver):
            expect(.streamed(receiver), of: stream, open, at: now)
        case .webSocket(let service): upgrade(request, on: stream, open, to: service, at: now)
        case .adding(let fields, let answer):
            var open = open
            open.fields.append(contentsOf: fields)
            carryOut(answer, to: request, on: stream, open, at: now)
        }
    }

    /// Answers a request, which is over for us unless its body comes in pieces.
    func respond(
        _ response: Response, to stream: StreamID, _ open: OpenRequest, at now: Instant
    ) {
        setting.observer.answered(open.method, response.status, after: open.began.duration(to: now))
        if case .pieces = response.body {
            var open = open
            open.isAnswered = true
            openRequests[stream] = open
        } else if !openRequests.isEmpty {
            openRequests[stream] = nil
        }
        guard !open.fields.isEmpty else { return core.respond(response, to: stream, at: now) }
        var response = response
        response.fields.append(contentsOf: open.fields)
        core.respond(response, to: stream, at: now)
    }

    // MARK: Request bodies

    /// Waits for a request's body, or goes on at once when it has none.
    private func expect(
        _ body: OpenRequest.Body, of stream: StreamID, _ open: OpenRequest, at now: Instant
    ) {
        var open = open
        open.body = body
        openRequests[stream] = open
        guard open.bodyIsComplete else { return core.acceptBody(of: stream, at: now) }
        endBody(of: stream, at: now)
    }

    /// Takes a piece of a request's body. A body that nobody wants is thrown away, within the bounds of the core.
    private func takeBody(
        _ piece: [UInt8], of stream: StreamID, at now: Instant
    ) {
        switch openRequests[stream]?.body {
        case .streamed(let receiver)?: receiver.received(piece, from: responder(for: stream))
        case .collected(let limit, _)?:
            core.bodyConsumed(piece.count, on: stream, at: now)
            collect(piece, of: stream, upTo: limit, at: now)
        case .discarded?, nil: core.bodyConsumed(piece.count, on: stream, at: now)
        }
    }

    private func collect(_ piece: [UInt8], of stream: StreamID, upTo limit: Int, at now: Instant) {
        let count = openRequests[stream]?.collected.count ?? 0
        if count + piece.count <= limit {
            openRequests[stream]?.collected.append(contentsOf: piece)
        } else if let open = openRequests[stream] {
            respond(Self.tooLarge(limit), to: stream, open, at: now)
        }
    }

    /// A request's body is complete.
    private func endBody(of stream: StreamID, at now: Instant) {
        guard var open = openRequests[stream] else { return }
        open.bodyIsComplete = true
        switch open.body {
        case .discarded: openRequests[stream] = open
        case .streamed(let receiver):
            openRequests[stream] = open
            receiver.finished(from: responder(for: stream))
        case .collected(_, let then):
            let body = open.collected
            open.collected = []
            open.body = .discarded
            openRequests[stream] = open
            carryOut(then(body, responder(for: stream)), to: nil, on: stream, open, at: now)
        }
    }

    private static func tooLarge(_ limit: Int) -> Response {
        Problem(.contentTooLarge, title: "The body is too large", detail: "It may have \(limit) bytes.")
            .with("limit", limit).response
    }

    // MARK: Responders

    /// Carries out what a responder asked for.
    func carryOut(_ action: ResponseAction, on stream: StreamID, at now: Instant) {
        guard end == nil else { return drop(action) }
        if let socket, socket.stream == stream { return carryOut(action, on: socket, at: now) }
        guard let open = openRequests[stream] else { return drop(action) }
        switch action {
        case .respond(let response):
            if !open.isAnswered { respond(response, to: stream, open, at: now) }
        case .send(let piece): core.send(piece, on: stream, at: now)
        case .finish: core.finish(stream, at: now)
        case .abort: core.abort(stream, at: now)
        case .consumed(let count): core.bodyConsumed(count, on: stream, at: now)
        case .whenWritable(let action): wait(action, on: stream, at: now)
        case .sendMessage, .closeSocket: break
        }
    }

    /// Calls `action` at once when little waits to be sent, otherwise when that is so.
    private func wait(
        _ action: @escaping @Sendable (Bool) -> Void, on stream: StreamID,
        at now: Instant
    ) {
        let waiting = core.send(Self.nothing, on: stream, at: now)
        guard waiting > limits.outboundLowMark else { return action(true) }
        openRequests[stream]?.waiting.append(action)
    }

    private func tellWaiting(on stream: StreamID) {
        guard let waiting = openRequests[stream]?.waiting, !waiting.isEmpty else { return }
        openRequests[stream]?.waiting = []
        for action in waiting { action(true) }
    }

    /// A stream is over, in whatever way: whoever works for it is told.
    func close(_ stream: StreamID) {
        guard !openRequests.isEmpty, let open = openRequests.removeValue(forKey: stream) else { return }
        for action in open.waiting { action(false) }
        if case .streamed(let receiver) = open.body, !open.bodyIsComplete {
            receiver.abandoned(from: responder(for: stream))
        }
    }

    /// A piece of no bytes, which asks a core how many wait.
    private static let nothing = ByteSlice([])
}
