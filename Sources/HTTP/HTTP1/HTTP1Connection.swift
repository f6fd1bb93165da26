public import Bytes
public import Timing

/// One HTTP/1.0 or HTTP/1.1 connection, seen from the server (RFC 9112).
///
/// What is said on it is a value, `HTTP1Conversation`, and this class is its place in memory: inside a value the
/// compiler proves that accesses do not overlap, which for a class it would check at run time, at each property
/// (a quarter of the cost of a small request, when it was measured).
///
/// Invariant: one mutation, then drain `pollEvent()` to `nil` and send `outbound`, then the next mutation.
public final class HTTP1Connection: ConnectionCore {
    /// What waits to be sent.
    public let outbound: OutboundQueue
    /// Everything else.
    private var conversation: HTTP1Conversation

    /// A connection that waits for its first request.
    ///
    /// `date` is shared by all connections of a loop and set by its owner.
    public init(from peer: Request.Peer, date: DateField, limits: Limits = Limits(), at now: Instant) {
        outbound = OutboundQueue()
        conversation = HTTP1Conversation(
            from: peer, date: date, limits: limits, outbound: outbound, at: now)
    }

    /// When `handleTimeout(at:)` must be called.
    public var nextDeadline: Instant? { conversation.nextDeadline }

    /// Whether bytes can be made use of.
    public var wantsInput: Bool { conversation.wantsInput }

    /// How many requests are open.
    public var openStreams: Int { conversation.exchanges.count }

    /// Bytes arrived.
    public func handle(_ bytes: RawSpan, at now: Instant) {
        conversation.handle(bytes, at: now)
    }

    /// The peer closed its sending side: requests not answered yet are given up.
    public func handleEndOfInput(at now: Instant) {
        conversation.handleEndOfInput(at: now)
    }

    /// Some of `outbound` left.
    public func handleSent(at now: Instant) {
        conversation.handleSent(at: now)
    }

    /// A deadline passed.
    public func handleTimeout(at now: Instant) {
        conversation.handleTimeout(at: now)
    }

    /// Answers a request.
    public func respond(_ response: Response, to stream: StreamID, at now: Instant) {
        conversation.respond(response, to: stream, at: now)
    }

    /// Says 100 (Continue) to a client that waits for it.
    public func acceptBody(of stream: StreamID, at now: Instant) {
        conversation.acceptBody(of: stream, at: now)
    }

    /// Sends a piece of a body, and returns how many bytes now wait.
    @discardableResult
    public func send(_ piece: ByteSlice, on stream: StreamID, at now: Instant) -> Int {
        conversation.send(piece, on: stream, at: now)
    }

    /// Ends a body in pieces. One that is shorter than was told is broken off.
    public func finish(_ stream: StreamID, at now: Instant) {
        conversation.finish(stream, at: now)
    }

    /// Breaks an answer off: the connection ends in the middle of it, once the answers before it are complete.
    public func abort(_ stream: StreamID, at now: Instant) {
        conversation.abort(stream, at: now)
    }

    /// Gives `count` bytes of a request's body back to flow control.
    public func bodyConsumed(_ count: Int, on stream: StreamID, at now: Instant) {
        conversation.bodyConsumed(count, on: stream, at: now)
    }

    /// Takes no further request; answers those that are open.
    public func drain(at now: Instant) {
        conversation.drain(at: now)
    }

    /// The next event.
    public func pollEvent() -> ConnectionEvent? { conversation.events.next() }
}
