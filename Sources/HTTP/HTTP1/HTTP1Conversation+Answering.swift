internal import Bytes
internal import Timing

extension HTTP1Conversation {
    // MARK: Commands

    /// Answers a request.
    mutating func respond(_ response: Response, to stream: StreamID, at now: Instant) {
        guard let index = index(of: stream), exchanges[index].isUnanswered else { return }
        answer(response, at: index)
        resume()
        settle(at: now)
    }

    /// The body is wanted: says 100 (Continue) if the client waits for that, and has not begun without it.
    mutating func acceptBody(of stream: StreamID, at now: Instant) {
        guard let index = index(of: stream), exchanges[index].expectsContinue, exchanges[index].isUnanswered
        else {
            return
        }
        exchanges[index].expectsContinue = false
        exchanges[index].owesContinue = true
        if index == 0 { sayContinue() }
        settle(at: now)
    }

    /// Sends a piece of a body, and returns how many bytes now wait.
    @discardableResult
    mutating func send(_ piece: ByteSlice, on stream: StreamID, at now: Instant) -> Int {
        guard let index = index(of: stream) else { return 0 }
        let waits: Int
        if index == 0 {
            sendPiece(piece)
            waits = outbound.count
        } else {
            waits = exchanges[index].backlog?.append(piece) ?? 0
        }
        if waits >= limits.outboundLowMark { exchanges[index].owesWritable = true }
        settle(at: now)
        return waits
    }

    /// Ends a body in pieces. One that is shorter than was told is broken off.
    mutating func finish(_ stream: StreamID, at now: Instant) {
        guard let index = index(of: stream) else { return }
        if index == 0 {
            finishPieces()
            serveBacklogs()
            resume()
        } else {
            exchanges[index].backlog?.isFinished = true
        }
        settle(at: now)
    }

    /// Breaks an answer off: the connection ends in the middle of it, once the answers before it are complete.
    mutating func abort(_ stream: StreamID, at now: Instant) {
        guard let index = index(of: stream) else { return }
        if index == 0 {
            end(.aborted)
        } else {
            let backlog = exchanges[index].backlog ?? AnswerBacklog(nil)
            backlog.isAborted = true
            exchanges[index].backlog = backlog
        }
        settle(at: now)
    }

    // MARK: Order

    /// Where the exchange is that a service knows as `stream`.
    @inline(__always) func index(of stream: StreamID) -> Int? {
        guard let first = exchanges.first else { return nil }
        let index = Int(stream.number) - Int(first.stream.number)
        guard exchanges.indices.contains(index), !exchanges[index].isOurs else { return nil }
        return index
    }

    /// Gives the answer to the exchange at `index`, at once when it is its turn.
    mutating func answer(_ response: Response, at index: Int) {
        guard index == 0 else {
            exchanges[index].backlog = AnswerBacklog(response)
            return
        }
        start(response)
        serveBacklogs()
    }

    /// Sends what was answered out of order and is in order now.
    private mutating func serveBacklogs() {
        while let stream = exchanges.first?.stream, let backlog = exchanges[0].backlog {
            exchanges[0].backlog = nil
            if let response = backlog.response { start(response) }
            // An answer without a body is complete already, and another one's turn has come.
            guard exchanges.first?.stream == stream else { continue }
            for piece in backlog.pieces { sendPiece(piece) }
            if backlog.isAborted { end(.aborted) }
            if backlog.isFinished { finishPieces() }
        }
        if exchanges.first?.owesContinue == true { sayContinue() }
    }

    // MARK: The first exchange's answer

    /// Says 100 (Continue).
    private mutating func sayContinue() {
        guard exchanges[0].isUnanswered, exchanges[0].bodyIsOpen else { return }
        exchanges[0].owesContinue = false
        outbound.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    /// Sends the head, and the body if it is there already.
    private mutating func start(_ response: Response) {
        guard response.status.code >= 200 else { return startSwitch(response) }
        let framing = framing(of: response)
        if exchanges[0].bodyIsOpen, !mayDropBody { stop = stop ?? .finished }
        if case .untilClose = framing { stop = stop ?? .finished }
        exchanges[0].framing = framing
        sendHead(response, framing, option: option)
        switch response.body {
        case _ where exchanges[0].isHead || response.status.forbidsBody: complete()
        case .none: complete()
        case .whole(let slice):
            outbound.append(slice)
            complete()
        case .pieces: break
        }
    }

    /// The agreement to switch is given; what follows is none of our business.
    private mutating func startSwitch(_ response: Response) {
        guard response.status == .switchingProtocols, exchanges[0].asksForWebSocket else {
            return end(.aborted)
        }
        sendHead(response, .none, option: .webSocket)
        hasEnded = true
        events.append(.switched(exchanges[0].stream, rest: Array(rest[restStart...])))
        exchanges = []
    }

    private mutating func sendHead(_ response: Response, _ framing: BodyFraming, option: ResponseHead.Option)
    {
        let head = ResponseHead(
            status: response.status, fields: response.fields, dateLines: date.lines, framing: framing,
            option: option)
        head.write(to: outbound)
    }

    /// How the body of an answer is delimited (RFC 9112 §6.3).
    @inline(__always) private func framing(of response: Response) -> BodyFraming {
        if response.status.forbidsBody { return .none }
        switch response.body {
        case .none: return exchanges[0].isHead ? .none : .length(0)
        case .whole(let slice): return .length(slice.count)
        case .pieces(let length?): return .length(length)
        case .pieces(nil) where exchanges[0].isHead: return .none
        case .pieces(nil): return exchanges[0].isOld ? .untilClose : .chunked
        }
    }

    /// What the answer says about the connection. Only the last one before the end says so, hence not those that
    /// still have others behind them.
    @inline(__always) private var option: ResponseHead.Option {
        if stop != nil, exchanges.count == 1 { return .close }
        if case .untilClose? = exchanges[0].framing { return .close }
        return exchanges[0].isOld ? .keepAlive : .unsaid
    }

    /// Whether the rest of the first request's body is so little that reading and dropping it is worth the
    /// connection (RFC 9112 §9.3). A client that still waits for 100 (Continue) may send it or not: nobody knows.
    @inline(__always) private var mayDropBody: Bool {
        !exchanges[0].awaitsContinue && (parser.bodyLeft ?? 0) <= limits.droppedBody
    }

    /// Sends a piece of the body; what is more than was told is dropped.
    private mutating func sendPiece(_ piece: ByteSlice) {
        guard !piece.isEmpty, let framing = exchanges.first?.framing else { return }
        switch framing {
        case .none: break
        case .untilClose: outbound.append(piece)
        case .length(let left):
            let fitting = piece.prefix(left)
            outbound.append(fitting)
            exchanges[0].framing = .length(left - fitting.count)
        case .chunked:
            outbound.write(atMost: 18) { span in
                span.append(hexadecimal: piece.count)
                span.append("\r\n")
            }
            outbound.append(piece)
            outbound.append("\r\n")
        }
    }

    /// Ends the body.
    private mutating func finishPieces() {
        switch exchanges.first?.framing {
        case nil: break
        case .length(let left)? where left > 0: end(.aborted)
        case .chunked?:
            outbound.append("0\r\n\r\n")
            complete()
        default: complete()
        }
    }

    /// The first exchange is answered in full.
    private mutating func complete() {
        let done = exchanges.removeFirst()
        let endsHere = if case .untilClose? = done.framing { true } else { false }
        if !done.isOurs { events.append(.closed(done.stream, completed: true)) }
        if done.bodyIsOpen { body = .dropped(left: limits.droppedBody) }
        if let stop, endsHere || exchanges.isEmpty { end(stop) }
    }
}

extension AnswerBacklog {
    /// Keeps a piece for later, and returns how many bytes are kept.
    fileprivate func append(_ piece: ByteSlice) -> Int {
        pieces.append(piece)
        byteCount += piece.count
        return byteCount
    }
}
