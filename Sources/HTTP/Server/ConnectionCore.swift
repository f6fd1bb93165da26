public import Bytes
public import Timing

/// Names one request on its connection. HTTP/1.1 counts requests; HTTP/2 uses its stream identifiers.
public struct StreamID: Hashable, Sendable {
    /// Its number.
    public let number: Int32

    /// The stream with that number.
    public init(_ number: Int32) {
        self.number = number
    }
}

/// What a connection core found in the bytes it was given.
public enum ConnectionEvent: Sendable {
    /// A request's head is complete. With `hasBody`, `.body` and `.bodyEnd` follow for the stream, unless it is
    /// closed first.
    case request(StreamID, Request, hasBody: Bool)
    /// A piece of a request's body, not empty. The core stops reading a stream's body once `bodyWindow` bytes are
    /// out and not yet given back by `bodyConsumed`.
    case body(StreamID, [UInt8])
    /// A request's body is complete.
    case bodyEnd(StreamID)
    /// There is room again to send a body in pieces: what waits on the stream fell below the low mark.
    case writable(StreamID)
    /// Something that never became a request, or the rest of one, was refused with this status. The core answers
    /// it itself.
    case refused(Status)
    /// The stream is over, answered in full or given up by the peer; nothing more can be sent on it.
    case closed(StreamID, completed: Bool)
    /// The request was answered with 101 and the answer is in the outbound queue: the connection now speaks what
    /// was agreed, beginning with `rest`, which came already. This core is done; it gives no further event.
    case switched(StreamID, rest: [UInt8])
    /// The connection must end; `reason` is a short name for the counters. This core is done and drops what is
    /// read from now on. The owner sends what the outbound queue holds, closes its sending side, and goes on
    /// reading for a moment before it closes, or bytes on their way to us make the kernel reset the connection
    /// and the peer lose our last answer (RFC 9112 §9.6). After `.aborted` it sends, then resets the connection:
    /// a body that only the connection's end delimits would look complete otherwise. Until the queue is empty the
    /// core's deadlines go on: a peer that takes its last answer too slowly makes the core drop the rest.
    case end(reason: EndReason)
}

/// Why a connection ends, as `/metrics` counts it.
public enum EndReason: String, Sendable, CaseIterable {
    /// The peer closed its side, or we agreed to close after the last answer.
    case finished
    /// Bytes that are not the protocol.
    case malformed
    /// A head, a body, a frame or their number went over a limit.
    case tooLarge = "too_large"
    /// The peer took too long to send a head, a body, or to take an answer.
    case tooSlow = "too_slow"
    /// No request came within the keep-alive time.
    case idle
    /// The peer floods with resets, settings, pings or empty frames.
    case flood
    /// An answer was broken off by the one who gave it.
    case aborted
    /// The server is draining.
    case draining
    /// TLS or the socket failed.
    case transport
}

/// One connection's protocol, HTTP/1.1 or HTTP/2: takes bytes, gives events, and fills the outbound queue.
///
/// Invariant: one mutation, then drain `pollEvent()` to `nil` and send `outbound`, then the next mutation.
/// Whoever owns the connection enforces nothing about the protocol; sizes, orders and times are judged here.
public protocol ConnectionCore: AnyObject {
    /// What waits to be sent. The shell removes what the kernel took, then calls `handleSent(at:)`.
    var outbound: OutboundQueue { get }
    /// When `handleTimeout(at:)` must be called, unless something else happens first.
    var nextDeadline: Instant? { get }
    /// Whether the shell may read more from the socket; `false` pushes back on the peer.
    var wantsInput: Bool { get }
    /// How many requests are open.
    var openStreams: Int { get }

    /// Bytes arrived. All are taken.
    func handle(_ bytes: RawSpan, at now: Instant)
    /// The peer closed its sending side, or the transport failed. Requests not answered yet are given up: a client
    /// that only half-closes cannot be told from one that left, and whoever works on an answer should stop.
    func handleEndOfInput(at now: Instant)
    /// Some of `outbound` left.
    func handleSent(at now: Instant)
    /// `nextDeadline` passed.
    func handleTimeout(at now: Instant)

    /// Answers a request; at most once a stream. An answer to a closed stream is dropped.
    func respond(_ response: Response, to stream: StreamID, at now: Instant)
    /// The request's body is wanted: says 100 (Continue) to a client that waits for it (RFC 9110 §10.1.1).
    func acceptBody(of stream: StreamID, at now: Instant)
    /// Sends a piece of a body that was announced as `.pieces`. Returns how many bytes now wait on the stream.
    @discardableResult func send(_ piece: ByteSlice, on stream: StreamID, at now: Instant) -> Int
    /// Ends such a body.
    func finish(_ stream: StreamID, at now: Instant)
    /// Breaks an answer off so that the client notices: RST_STREAM, or the connection's end in the middle of it.
    func abort(_ stream: StreamID, at now: Instant)
    /// Gives `count` bytes of a request's body back to flow control.
    func bodyConsumed(_ count: Int, on stream: StreamID, at now: Instant)
    /// Lets open requests finish and takes no new ones: GOAWAY, or `connection: close` on the next answer.
    func drain(at now: Instant)
    /// The next event, or `nil` when all have been taken.
    func pollEvent() -> ConnectionEvent?
}
