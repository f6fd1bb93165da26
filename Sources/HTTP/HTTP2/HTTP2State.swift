import Bytes
import Timing

/// What an `HTTP2Connection` knows beside what nghttp2 knows: who asked what, what is still to be sent, how much and
/// how slow the client may be.
///
/// It calls nobody: nghttp2 tells it what happened and asks it for bodies, and what is to be done then is returned.
/// So it can be changed from within nghttp2's callbacks, one access a callback.
struct HTTP2State {
    /// The streams that nghttp2 holds open.
    var streams = StreamTable()
    /// The head that is coming in.
    var head = StreamHead()
    /// What the peer may still waste.
    var budget: FrameBudget
    /// A piece of a request's body that may still grow by what comes in the same read.
    private var piece: [UInt8] = []
    /// Which stream the piece is of.
    private var pieceStream: Int32 = 0
    /// How many bytes of bodies were received and not given back, on all streams.
    var unconsumed = 0

    /// The time of the mutation that is going on.
    var now: Instant
    /// What must happen when.
    var deadlines: HTTP2Deadlines
    /// How far a drain has gone.
    var drain = Drain.none
    /// Why the connection will end once nghttp2 has said what it has to.
    var reason: EndReason?
    /// Whether it has ended: nothing is read or made any more.
    var hasEnded = false

    /// What the owner has not been told yet.
    var events = EventQueue<ConnectionEvent>()

    /// The states of a drain (RFC 9113 §6.8).
    enum Drain {
        /// Nobody asked.
        case none
        /// The peer was told; streams that were on their way are still taken.
        case noticed
        /// The last stream was named; those that are open are finished.
        case closing
    }

    /// The state of a connection that begins.
    init(limits: Limits, at now: Instant) {
        self.now = now
        budget = FrameBudget(at: now)
        deadlines = HTTP2Deadlines(at: now, limits: limits)
    }

    /// Begins a mutation at `now`, unless the connection has ended.
    mutating func begin(at now: Instant) -> Bool {
        guard !hasEnded else { return false }
        self.now = now
        budget.refill(at: now)
        return true
    }

    /// Adds an event, behind what was collected of a body.
    mutating func emit(_ event: ConnectionEvent) {
        flushPiece()
        events.append(event)
    }

    /// Adds to what is collected of a body: one event for what one read brings.
    mutating func collect(_ bytes: RawSpan, of stream: Int32) {
        if stream != pieceStream { flushPiece() }
        pieceStream = stream
        piece.append(bytes)
    }

    /// Tells the owner what was collected of a body.
    mutating func flushPiece() {
        guard !piece.isEmpty else { return }
        events.append(.body(StreamID(pieceStream), piece))
        piece = []
    }

    /// Closes every stream and says that the connection must end.
    mutating func end(_ reason: EndReason) {
        hasEnded = true
        for stream in streams.streams where stream.isAnnounced {
            emit(.closed(StreamID(stream.id), completed: false))
        }
        streams = StreamTable()
        head = StreamHead()
        emit(.end(reason: reason))
    }
}
