internal import Bytes
internal import Timing

extension HTTP1Conversation {
    /// Gives `count` bytes of a request's body back to flow control.
    mutating func bodyConsumed(_ count: Int, on stream: StreamID, at now: Instant) {
        guard !hasEnded, case .wanted(stream) = body else { return }
        unconsumed = max(unconsumed - count, 0)
        resume()
        settle(at: now)
    }

    /// Whether the parser may go on: there is room for what it will find.
    @inline(__always) var mayParse: Bool {
        if hasEnded { return false }
        if parser.isInBody { return bodyRoom > 0 }
        guard stop == nil, exchanges.count < limits.pipelined, waiting < limits.outboundHighMark else {
            return false
        }
        // What comes behind a request to switch is not HTTP if we agree.
        return exchanges.last?.asksForWebSocket != true
    }

    /// Whether nothing that comes will ever be used.
    @inline(__always) var dropsInput: Bool { stop != nil && !parser.isInBody }

    /// How many bytes of a body may be taken now. A body that nobody wants is not handed out, but counted.
    @inline(__always) private var bodyRoom: Int {
        if case .wanted = body { limits.bodyWindow - unconsumed } else { .max }
    }

    /// Whether the client has been told nothing yet and waits for 100 (Continue) before it sends the body.
    @inline(__always) var awaitsContinue: Bool { exchanges.last?.awaitsContinue == true }

    /// Parses as much of `bytes` as there is room for, and returns how many it parsed.
    mutating func parse(_ bytes: RawSpan, from start: Int = 0) -> Int {
        var offset = start
        parsing: while mayParse {
            switch parser.next(in: bytes, from: &offset, room: bodyRoom) {
            case .nothing: break parsing
            case .head(let head): begin(head)
            case .body(let range): take(bytes.extracting(range))
            case .bodyEnd: finishBody()
            case .refused(let refusal): refuse(refusal)
            }
        }
        flushPiece()
        return offset
    }

    /// Goes on with bytes that were kept.
    mutating func resume() {
        guard restStart < rest.count, mayParse else { return }
        // Moved out and back, since parsing changes everything else.
        let kept = rest
        rest = []
        restStart = parse(kept.bytes, from: restStart)
        rest = kept
    }

    /// A head is complete.
    private mutating func begin(_ head: consuming RequestHead) {
        let stream = newStream()
        let hasBody = head.hasBody
        exchanges.append(Exchange(head, on: stream))
        if !head.keepsAlive || nextNumber == .max { stop = .finished }
        if hasBody {
            body = .wanted(stream)
            unconsumed = 0
        }
        events.append(.request(stream, head.request, hasBody: hasBody))
    }

    /// Names the next exchange.
    mutating func newStream() -> StreamID {
        defer { nextNumber &+= 1 }
        return StreamID(nextNumber)
    }

    /// Takes a piece of a body. Pieces of one read are handed on as one, however small the client's chunks.
    private mutating func take(_ bytes: RawSpan) {
        timers.bodyMoved += bytes.byteCount
        switch body {
        case .none: break
        case .wanted:
            unconsumed += bytes.byteCount
            piece.append(bytes)
            // The body is the last exchange's. Who sends it without our leave waits for none.
            exchanges[exchanges.count - 1].expectsContinue = false
            exchanges[exchanges.count - 1].owesContinue = false
        case .dropped(let left):
            body = .dropped(left: left - bytes.byteCount)
            if left < bytes.byteCount { end(.tooLarge) }
        }
    }

    /// Hands on what came of a body.
    mutating func flushPiece() {
        guard !piece.isEmpty, case .wanted(let stream) = body else { return }
        events.append(.body(stream, piece))
        piece = []
    }

    /// A body is complete.
    private mutating func finishBody() {
        flushPiece()
        defer { body = .none }
        guard case .wanted(let stream) = body, let index = index(of: stream) else { return }
        exchanges[index].bodyIsOpen = false
        events.append(.bodyEnd(stream))
    }

    // MARK: Refusing

    /// Refuses what comes in: the answer is given in its turn, and nothing further is read.
    mutating func refuse(_ refusal: RequestRefusal) {
        flushPiece()
        parser.stop()
        stop = refusal.reason
        switch body {
        case .none:
            exchanges.append(Exchange(refusalOn: newStream()))
            events.append(.refused(refusal.status))
            answer(refusal.response, at: exchanges.count - 1)
        case .wanted(let stream):
            if let index = index(of: stream) { refuseBody(at: index, refusal) }
        case .dropped:
            // Its request was answered: there is nobody to tell.
            end(refusal.reason)
        }
    }

    /// Refuses the body of a request that a service knows: its answer is ours now, if it has not begun.
    private mutating func refuseBody(at index: Int, _ refusal: RequestRefusal) {
        body = .none
        guard exchanges[index].isUnanswered else { return end(refusal.reason) }
        exchanges[index].bodyIsOpen = false
        exchanges[index].isOurs = true
        events.append(.closed(exchanges[index].stream, completed: false))
        events.append(.refused(refusal.status))
        answer(refusal.response, at: index)
    }
}
