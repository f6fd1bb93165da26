internal import Bytes
internal import Timing

/// What is said on one connection in HTTP/1.0 or HTTP/1.1 (RFC 9112), and what is to be said next.
///
/// Requests are read ahead while earlier ones are being answered, up to `Limits.pipelined` of them; services may
/// answer in any order, and the answers leave in the order of the requests. Heads are parsed where they lie in the
/// bytes that were read, and rendered where they leave; between requests nothing is held.
///
///     open ──► stopping ──► ended
///      └────► switched        (101: the connection is a WebSocket's now)
///
/// It is *stopping* from the moment that no further request will be read: the client or we said
/// `connection: close`, a request was refused, or the server drains. It ends with the last answer.
///
/// Its getters are inlined, since to call one the compiler moves the whole value out and back.
struct HTTP1Conversation: ~Copyable {
    /// How many bytes are still read while nothing can be done with them: enough to notice that the peer left.
    private static let readAhead = 4096

    /// What waits to be sent.
    let outbound: OutboundQueue
    /// Bounds on sizes and times.
    let limits: Limits
    /// What every answer carries, set by the owner as time goes by.
    let date: DateField

    /// Takes the bytes apart.
    var parser: RequestParser
    /// Bytes not parsed yet: an unfinished line, or requests beyond what may be open at once.
    var rest: [UInt8] = []
    /// How many bytes of `rest` are parsed.
    var restStart = 0
    /// The requests that are not answered in full, oldest first; their streams' numbers have no gap.
    var exchanges: [Exchange] = []
    /// The number of the next request.
    var nextNumber: Int32 = 1
    /// What happened.
    var events = EventQueue<ConnectionEvent>()

    /// Who gets the body that is being read.
    var body = BodyUse.none
    /// What came of it in this read.
    var piece: [UInt8] = []
    /// How many of its bytes are out and not given back.
    var unconsumed = 0

    /// What must happen when.
    var timers: HTTP1Timers
    /// How much waited to be sent when the last mutation ended, or the shell last sent some.
    var waiting = 0
    /// Why the connection will end after the answers that are due; no further request is read.
    var stop: EndReason?
    /// Whether it has ended, or switched to another protocol.
    var hasEnded = false

    /// Who gets the body that is being read.
    enum BodyUse {
        /// There is no body.
        case none
        /// The service that answers the stream.
        case wanted(StreamID)
        /// Nobody: its request was answered already. So many bytes of it are read to keep the connection.
        case dropped(left: Int)
    }

    /// A connection that waits for its first request.
    ///
    /// `date` is shared by all connections of a loop and set by its owner.
    init(from peer: Request.Peer, date: DateField, limits: Limits, outbound: OutboundQueue, at now: Instant) {
        self.limits = limits
        self.date = date
        self.outbound = outbound
        parser = RequestParser(from: peer, limits: limits)
        timers = HTTP1Timers(limits)
        settle(at: now)
    }

    // MARK: Getters

    /// When `handleTimeout(at:)` must be called.
    @inline(__always) var nextDeadline: Instant? { timers.next }

    /// Whether bytes can be made use of.
    ///
    /// While they cannot (the client pipelines more than it may, reads its answers too slowly, or sends a body
    /// faster than it is taken) a little is read all the same, because the end of input hides behind it.
    @inline(__always) var wantsInput: Bool {
        !hasEnded && (mayParse || dropsInput || rest.count - restStart < Self.readAhead)
    }

    /// How many requests are open.
    var openStreams: Int { exchanges.count }

    // MARK: Input

    /// Bytes arrived.
    mutating func handle(_ bytes: RawSpan, at now: Instant) {
        guard !hasEnded else { return }
        if rest.isEmpty {
            let parsed = parse(bytes)
            if parsed < bytes.byteCount, !hasEnded, !dropsInput { rest.append(bytes.extracting(parsed...)) }
        } else {
            if restStart > 0 {
                rest.removeSubrange(..<restStart)
                restStart = 0
            }
            rest.append(bytes)
            resume()
        }
        settle(at: now)
    }

    /// The peer closed its sending side: requests not answered yet are given up.
    mutating func handleEndOfInput(at now: Instant) {
        guard !hasEnded else { return }
        end(.finished)
        settle(at: now)
    }

    /// Some of `outbound` left.
    mutating func handleSent(at now: Instant) {
        timers.sendMoved += max(waiting - outbound.count, 0)
        waiting = outbound.count
        if waiting < limits.outboundLowMark, let front = exchanges.first, front.owesWritable {
            exchanges[0].owesWritable = false
            events.append(.writable(front.stream))
        }
        resume()
        settle(at: now)
    }

    /// A deadline passed.
    mutating func handleTimeout(at now: Instant) {
        if timers.sendIsTooSlow(at: now) {
            // What waits will not be taken: the owner has nothing left to send, and closes.
            outbound.removeAll()
            end(.tooSlow)
        } else if timers.bodyIsTooSlow(at: now) {
            refuse(.slowBody)
        } else if let head = timers.head, head <= now {
            refuse(.slowHead)
        } else if let idle = timers.idle, idle <= now {
            end(.idle)
        }
        settle(at: now)
    }

    /// Takes no further request; answers those that are open.
    mutating func drain(at now: Instant) {
        guard !hasEnded, stop == nil else { return }
        stop = .draining
        if exchanges.isEmpty { end(.draining) }
        settle(at: now)
    }

    // MARK: The end

    /// Closes every stream and says that the connection must end.
    mutating func end(_ reason: EndReason) {
        guard !hasEnded else { return }
        flushPiece()
        hasEnded = true
        for exchange in exchanges where !exchange.isOurs {
            events.append(.closed(exchange.stream, completed: false))
        }
        exchanges = []
        events.append(.end(reason: reason))
    }

    /// Ends a mutation: lets go of memory that is not needed and sets every deadline to what is waited for now.
    mutating func settle(at now: Instant) {
        if hasEnded || dropsInput || restStart == rest.count {
            rest = []
            restStart = 0
        }
        waiting = outbound.count
        let reads = mayParse
        let isInBody = parser.isInBody
        let isInHead = !isInBody && (parser.isInHead || !rest.isEmpty)
        timers.watchHead(reads && isInHead, at: now)
        timers.watchBody(reads && isInBody && !awaitsContinue, at: now)
        timers.watchSend(waiting > 0, at: now)
        timers.watchIdle(reads && !isInHead && !isInBody && exchanges.isEmpty && waiting == 0, at: now)
    }
}
