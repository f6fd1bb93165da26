public import Bytes
public import Timing

/// One HTTP/2 connection, seen from the server (RFC 9113), over TLS or in clear text by prior knowledge (§3.3).
///
/// nghttp2 frames, compresses, keeps the windows and judges what is protocol; `HTTP2State` holds what a request
/// means, how much and how slow a client may be, and when it floods; here the two are joined. Bodies go from
/// `ByteSlice` to the outbound queue by reference.
///
/// Back-pressure: frames are made only while less than `Limits.outboundHighMark` waits in `outbound`, so a client
/// that reads slowly holds at most that much, and the slices it asked for. In the other direction a stream's
/// window opens only by what `bodyConsumed` gives back.
///
/// Left out: server push (RFC 9113 §8.4, gone from browsers), extended CONNECT (RFC 8441: browsers open WebSockets
/// over HTTP/1.1 where it is not offered), DATA frames beyond 16 KiB (no browser asks for them, and nghttp2 would
/// keep a buffer of that size for each connection).
///
/// Invariant: one mutation, then drain `pollEvent()` to `nil` and send `outbound`, then the next mutation.
public final class HTTP2Connection: ConnectionCore {
    /// The connection's window in streams' windows: uploads run side by side, and one slow service stops few.
    static let windowsAConnection = 4

    /// What waits to be sent; always whole frames.
    public let outbound = OutboundQueue()
    /// Bounds on sizes and times.
    let limits: Limits
    /// Who the client is.
    let peer: Request.Peer
    /// What every answer carries, set by the owner as time goes by.
    private let date: DateField
    /// The frames.
    let session: NGHTTP2Session
    /// Everything else. No access to it is held while the session is called, which calls back.
    var state: HTTP2State

    /// A connection whose settings wait in `outbound`; the client's preface is expected within `headTime`.
    ///
    /// `date` is shared by all connections of a loop and set by its owner.
    public init(from peer: Request.Peer, date: DateField, limits: Limits = Limits(), at now: Instant) {
        self.peer = peer
        self.date = date
        self.limits = limits
        state = HTTP2State(limits: limits, at: now)
        session = NGHTTP2Session(limits: limits)
        session.attach(to: self)
        write()
    }

    // MARK: Getters

    /// When `handleTimeout(at:)` must be called at the latest; it may turn out that nothing was due.
    public var nextDeadline: Instant? {
        guard state.hasEnded else { return state.deadlines.next }
        return outbound.isEmpty ? nil : lastDeadline
    }

    /// When what still waits at the end, which is no more than the high mark, must have been taken.
    var lastDeadline: Instant { state.now.advanced(by: limits.sendTime) }

    /// Always, until the end: what a client can make us hold is bounded by windows and by the frame budget.
    public var wantsInput: Bool { !state.hasEnded }

    /// How many streams are open.
    public var openStreams: Int { state.streams.count }

    // MARK: Input

    /// Bytes arrived.
    public func handle(_ bytes: RawSpan, at now: Instant) {
        guard state.begin(at: now) else { return }
        let failure = session.receive(bytes)
        state.flushPiece()
        if let failure { return fail(failure) }
        write()
    }

    /// The peer closed its sending side: it can open windows no more, so this is the end.
    public func handleEndOfInput(at now: Instant) {
        guard state.begin(at: now) else { return }
        state.end(.finished)
    }

    /// Some of `outbound` left.
    public func handleSent(at now: Instant) {
        guard state.begin(at: now) else { return }
        state.deadlines.sent(leaving: outbound.count, at: now)
        write()
    }

    // MARK: Commands

    /// Answers a request.
    public func respond(_ response: Response, to stream: StreamID, at now: Instant) {
        guard state.begin(at: now) else { return }
        answer(response, on: stream.number)
        write()
    }

    /// Says `100 Continue` to a client that waits for it.
    public func acceptBody(of stream: StreamID, at now: Instant) {
        guard state.begin(at: now), let index = state.streams.index(of: stream.number),
            state.streams[index].expectsContinue, !state.streams[index].isAnswering
        else { return }
        state.streams[index].expectsContinue = false
        session.submitContinue(to: stream.number)
        write()
    }

    /// Sends a piece of a body, and returns how many bytes wait on the stream. What is more than was told is dropped.
    @discardableResult
    public func send(_ piece: ByteSlice, on stream: StreamID, at now: Instant) -> Int {
        guard state.begin(at: now), let index = state.indexTakingPieces(stream.number) else { return 0 }
        state.streams[index].body.append(piece)
        if state.resume(at: index) { session.resume(stream.number) }
        write()
        guard let index = state.streams.index(of: stream.number) else { return 0 }
        let waiting = state.streams[index].body.waiting
        state.streams[index].owesWritable = waiting >= limits.outboundLowMark
        return waiting
    }

    /// Ends a body in pieces; one that is shorter than was told is broken off.
    public func finish(_ stream: StreamID, at now: Instant) {
        guard state.begin(at: now), let index = state.indexTakingPieces(stream.number) else { return }
        guard state.streams[index].body.finish() else { return abort(stream, at: now) }
        if state.resume(at: index) { session.resume(stream.number) }
        write()
    }

    /// Resets the stream.
    public func abort(_ stream: StreamID, at now: Instant) {
        guard state.begin(at: now), state.streams.index(of: stream.number) != nil else { return }
        session.reset(stream.number, .internalError)
        write()
    }

    /// Opens the stream's window, and the connection's, by `count` bytes.
    public func bodyConsumed(_ count: Int, on stream: StreamID, at now: Instant) {
        guard state.begin(at: now) else { return }
        let count = state.consumed(count, on: stream.number)
        guard count > 0 else { return }
        session.consume(count, on: stream.number)
        write()
    }

    /// Tells the client to open no more streams. While some are open, more may be on their way, and are taken for one
    /// round trip; a client without any is let go at once, and may try again elsewhere (RFC 9113 §6.8).
    public func drain(at now: Instant) {
        guard state.begin(at: now), state.drain == .none else { return }
        if state.streams.isEmpty {
            nameLastStream()
        } else {
            state.drain = .noticed
            state.deadlines.noticeSent(at: now)
            session.submitShutdownNotice()
        }
        write()
    }

    /// The next event.
    public func pollEvent() -> ConnectionEvent? { state.events.next() }

    // MARK: Within a mutation

    /// Makes frames until enough waits to be sent.
    func write() {
        writing: while outbound.count < limits.outboundHighMark {
            switch session.writeNext(to: outbound) {
            case .frame: continue
            case .nothing: break writing
            case .failed: return end(.malformed, code: .internalError)
            }
        }
        state.wrote(leaving: outbound.count, isWindowClosed: session.sendWindow <= 0)
        if session.isOver { state.end(state.reason ?? .finished) }
    }

    /// Queues an answer.
    func answer(_ response: Response, on stream: Int32) {
        // RFC 9113 §8.6: a status below 200 is no answer, and 101 does not exist here.
        let status = response.status.code < 200 ? Status.internalServerError : response.status
        guard let framing = state.beginAnswer(status, response.body, on: stream) else { return }
        session.submitHead(
            status: status.code, length: framing.length, common: date.fields, fields: response.fields,
            hasBody: framing.hasBody, to: stream)
    }

    /// Tells the peer which stream was the last that is answered.
    func nameLastStream() {
        state.drain = .closing
        state.reason = state.reason ?? .draining
        state.deadlines.noticeRead()
        session.submitGoaway()
    }

    /// The session cannot go on.
    private func fail(_ failure: NGHTTP2Session.Failure) {
        switch failure {
        case _ where state.budget.isSpent, .flood: end(.flood, code: .enhanceYourCalm)
        case .malformed: end(.malformed, code: .protocolError)
        case .other: end(.malformed, code: .internalError)
        }
    }

    /// Ends the connection now, with a GOAWAY of our own: nghttp2's would wait behind whatever else it holds.
    func end(_ reason: EndReason, code: HTTP2ErrorCode = .noError) {
        var frame: [UInt8] = [0, 0, 8, 7, 0, 0, 0, 0, 0]  // Length 8, type GOAWAY, no flags, stream 0 (§6.8).
        frame.append(bigEndian: session.lastStream)
        frame.append(bigEndian: code.rawValue)
        outbound.append(frame)
        state.end(reason)
    }
}
