import Timing

/// The times that a connection as a whole is held to; its streams' own are in their watches.
///
/// `next` is a lower bound. Whatever begins to be watched asks for a look within `period`, the shortest of all
/// times, and only that look computes what is due when: so a request costs a comparison, and an idle connection
/// one look more than it needs.
struct HTTP2Deadlines {
    /// How long a client may take to answer the notice of a drain: far longer than a round trip.
    static let noticeTime = Duration.seconds(1)

    /// Nothing is due before.
    private(set) var next: Instant
    /// The shortest of all times, in nanoseconds.
    private let period: Int64
    /// The connection's start, until the client's preface has come (RFC 9113 §3.4).
    private var prefaceSince: Instant?
    /// When the head began that is coming in.
    private var headSince: Instant?
    /// When the last stream was closed, while none is open.
    private var idleSince: Instant?
    /// When the client was told that we drain, until it has read that.
    private var noticeSince: Instant?
    /// Watches what the client takes, while something waits for it.
    private var sending = ProgressWatch()
    /// How much waited when we last looked.
    private var waiting = 0

    /// What is due.
    enum Due {
        /// A head, or what waits to be sent, takes too long.
        case tooSlow
        /// No request came within the keep-alive time.
        case idle
        /// The client did not answer the notice.
        case notice
    }

    /// A connection that just began.
    init(at now: Instant, limits: Limits) {
        let times = [limits.headTime, limits.bodyTime, limits.sendTime, limits.keepAlive]
        period = times.min()?.nanoseconds ?? 0
        next = .distantFuture
        prefaceSince = now
        look(after: now)
    }

    /// Something begins to be watched at `now`.
    mutating func look(after now: Instant) {
        let (sum, overflow) = now.nanoseconds.addingReportingOverflow(period)
        if !overflow, sum < next.nanoseconds { next = Instant(nanoseconds: sum) }
    }

    /// The client's preface is there.
    mutating func prefaceCame(at now: Instant) {
        guard prefaceSince != nil else { return }
        prefaceSince = nil
        idleBegan(at: now)
    }

    /// The first frame of a head came.
    mutating func headBegan(at now: Instant) {
        idleSince = nil
        headSince = now
        look(after: now)
    }

    /// The head is complete or given up.
    mutating func headEnded() {
        headSince = nil
    }

    /// The last open stream was closed.
    mutating func idleBegan(at now: Instant) {
        idleSince = now
        look(after: now)
    }

    /// The client was told that we drain.
    mutating func noticeSent(at now: Instant) {
        noticeSince = now
        next = min(next, now.advanced(by: Self.noticeTime))
    }

    /// It has read that.
    mutating func noticeRead() {
        noticeSince = nil
    }

    /// Some of what waited was sent, and `waiting` is left.
    mutating func sent(leaving waiting: Int, at now: Instant) {
        sending.count(self.waiting - waiting)
        self.waiting = waiting
        if waiting == 0 { look(after: now) }
    }

    /// All frames that can be made were made: `waiting` bytes are to be sent, and with `isBlocked` the client must
    /// take something before there can be more.
    mutating func made(_ waiting: Int, isBlocked: Bool, at now: Instant) {
        self.waiting = waiting
        guard isBlocked else { return sending.stop() }
        sending.start(at: now)
        look(after: now)
    }

    /// What is due at `now`, the gravest first.
    mutating func due(at now: Instant, limits: Limits) -> Due? {
        func isOver(_ start: Instant?, _ duration: Duration) -> Bool {
            start.map { $0.advanced(by: duration) <= now } ?? false
        }
        if isOver(prefaceSince, limits.headTime) || isOver(headSince, limits.headTime) { return .tooSlow }
        if sending.isTooSlow(at: now, over: limits.sendTime, rate: limits.leastRate) { return .tooSlow }
        // What was answered may still be on its way out.
        if waiting == 0, isOver(idleSince, limits.keepAlive) { return .idle }
        if isOver(noticeSince, Self.noticeTime) { return .notice }
        return nil
    }

    /// Computes when what is due next, with the deadlines of the streams.
    mutating func reschedule(limits: Limits, streams: StreamTable) {
        next = .distantFuture
        expect(prefaceSince?.advanced(by: limits.headTime))
        expect(headSince?.advanced(by: limits.headTime))
        if waiting == 0 { expect(idleSince?.advanced(by: limits.keepAlive)) }
        expect(noticeSince?.advanced(by: Self.noticeTime))
        expect(sending.deadline(after: limits.sendTime))
        for stream in streams.streams {
            expect(stream.upload.deadline(after: limits.bodyTime))
            expect(stream.download.deadline(after: limits.sendTime))
        }
    }

    private mutating func expect(_ deadline: Instant?) {
        if let deadline, deadline < next { next = deadline }
    }
}
