internal import Bytes
public import ICE
public import Timing
public import WebRTC

/// The sessions and streams of one shard: takes datagrams, finds whose they are, and passes media on, to viewers here and
/// to other shards.
///
/// Nothing is answered, and nothing remembered, of anybody who has not proven to know a session's password.
///
/// Invariant: one mutation, then `pollEvent()` until `nil`, `transmit` and the relay emptied, then the next mutation.
public final class Exchange {
    /// What an operator may want otherwise.
    public var settings: ExchangeSettings
    /// Where the datagrams of all peers wait to be sent.
    public let outbox: Outbox
    /// The sessions.
    var directory = SessionDirectory()
    /// Which of the node's shards it is.
    let place: ShardPlace
    /// What waits to go to other shards.
    public let relay = Relay()
    /// The streams that are at home here and that anybody brings, gets or waits for, by name.
    var streams: [String: Publication] = [:]
    /// Who gets a stream here, wherever its home is, by its name.
    var audiences: [String: Audience] = [:]
    /// Gives sources of media their numbers.
    let numbers = SourceNumbers()
    /// When which session's peer wants to be called; an entry that is not the session's `timer` is out of date.
    private var deadlines = DeadlineQueue<SessionKey>()
    /// Streams whose packets wait to be passed on.
    var pending: [Publication] = []
    /// Batches that wait to be passed on to our viewers.
    var waiting: [RelayedBatch] = []
    /// Audiences to which something is still to be passed on: the outbox was full, or the pace lets it wait.
    var unfinished: [Audience] = []
    /// Lets packets wait for others when there is much to do.
    var coalescer: Coalescer
    /// When which stream may let its viewers go; an entry that is not the publication's deadline is out of date.
    var lingerings = DeadlineQueue<String>()
    /// Which audience has viewers who catch up, and which publication owes a keyframe's order; as for `deadlines`, an
    /// entry that is not the `timer` of either is out of date.
    var catchUps = DeadlineQueue<String>()
    var orders = DeadlineQueue<String>()
    /// Sessions whose peers asked for more packets again than a turn allows.
    private var repairing: [Session] = []
    /// How many packets are looked for, to be sent again, before media that came meanwhile has its turn: half a
    /// millisecond's worth. Losses that thousands share, as of a keyframe in a full switch, are tens of thousands.
    static let repairsPerTurn = 512
    /// Handshakes that wait for their turn.
    private var handshakes = HandshakeQueue()
    /// How many packets were passed on, to one viewer each, since handshakes had their turn last.
    var passedOn = 0
    /// For how many packets passed on another datagram of a handshake is taken: it costs about as much as they do, so
    /// that handshakes get at most half of a busy loop, and a turn becomes at most twice as long.
    private static let packetsPerHandshake = 1024
    /// How many are taken in a turn at most.
    private static let mostHandshakes = 8
    /// The longest datagram that is looked at. What peers send fits into 1,500 octets; what is longer came in
    /// fragments and makes a flood cheap.
    private static let longestDatagram = 2048
    /// The number of the next session.
    var nextNumber: UInt64 = 1
    /// What `pollEvent` has yet to say.
    var events: [ExchangeEvent] = []
    /// Where packets are opened to.
    private var slot = [UInt8](repeating: 0, count: Exchange.longestDatagram)
    /// Datagrams that reached no session.
    public private(set) var drops = DropCounters()
    /// How many batches of other shards did not get here, since we were behind.
    public internal(set) var missedBatches: UInt64 = 0
    /// What was counted of sessions that have ended.
    private var departed = ExchangeNumbers()

    /// An exchange without sessions.
    public init(
        _ settings: ExchangeSettings = ExchangeSettings(), outbox: Outbox = Outbox(),
        at place: ShardPlace = .alone
    ) {
        self.settings = settings
        self.outbox = outbox
        self.place = place
        coalescer = Coalescer(settings.egress.coalescing)
        outbox.repairsLeft = Self.repairsPerTurn
    }

    // MARK: Getters

    /// How many sessions there are.
    public var sessionCount: Int { directory.all.count }

    /// The sessions, the oldest first.
    public var sessions: [Session] { directory.all.values.sorted { $0.key < $1.key } }

    /// A session.
    public func session(_ key: SessionKey) -> Session? { directory[key] }

    /// Whether a session was proven on a path.
    public func knows(_ path: Path) -> Bool { directory[path] != nil }

    /// The streams that are at home here.
    public var publications: [Publication] { Array(streams.values) }

    /// The names of all streams that anybody brings, gets or waits for here.
    public var streamNames: Set<String> { Set(streams.keys).union(audiences.keys) }

    /// A stream that is at home here.
    public func publication(of stream: String) -> Publication? { streams[stream] }

    /// Who gets a stream here.
    public func viewers(of stream: String) -> [Session] { audiences[stream]?.viewers ?? [] }

    /// When `handleTimeout(at:)` wants to be called; `nil` while there is nothing to wait for.
    public var nextDeadline: Instant? {
        guard handshakes.isEmpty, waiting.isEmpty, repairing.isEmpty else { return .zero }
        var next = earlier(earlier(deadlines.next, lingerings.next), earlier(catchUps.next, orders.next))
        if !pending.isEmpty { next = earlier(next, coalescer.deadline) }
        // What waits for room in the outbox waits for `transmit`.
        guard outbox.isEmpty else { return next }
        for audience in unfinished { next = earlier(next, audience.nextSending) }
        return next
    }

    /// What was counted in all, and what waits. Looks at every session.
    public var totals: ExchangeNumbers {
        var totals = departed
        for session in directory.all.values { totals.add(session.peer) }
        totals.drops.merge(drops)
        totals.drops.handshakes = handshakes.dropped
        totals.drops.outbox = UInt64(outbox.dropped)
        totals.waitingHandshakes = handshakes.count
        totals.waitingBatches = waiting.count
        return totals
    }

    // MARK: What arrives

    /// Takes a datagram that came by `path`.
    public func handle(_ datagram: RawSpan, on path: Path, at now: Instant) {
        guard datagram.byteCount <= Self.longestDatagram else {
            drops.tooLong &+= 1
            return
        }
        guard let kind = PacketClass(datagram) else {
            drops.unknownKind &+= 1
            return
        }
        guard let session = (kind == .stun ? receiver(of: datagram) : nil) ?? directory[path] else {
            if kind == .stun { drops.unknownUser &+= 1 } else { drops.unknownAddress &+= 1 }
            return
        }
        if kind == .dtls, !session.peer.isConnected {
            return handshakes.add(datagram, of: session.key, on: path)
        }
        if kind != .stun, !session.peer.isConnected,
            handshakes.hold(datagram, as: kind, of: session.key, on: path)
        {
            return
        }
        take(datagram, as: kind, on: path, for: session, at: now)
        if kind == .stun {
            if session.peer.provenPath == path { directory.learn(path, of: session, at: now) }
            directory.list(session)
        }
        settle(session, at: now)
    }

    /// Time has passed, or a batch of datagrams was handed over: what they brought is passed on together, unless that was
    /// done, and what is due is done. An owner with media to receive or to send does that first.
    public func handleTimeout(at now: Instant) {
        endBatch(at: now)
        passOn(at: now)
        _ = resume(at: now)
        sendRepairs(at: now)
        takeHandshakes(at: now)
        while let key = deadlines.pop(dueAt: now) {
            guard let session = directory[key], let timer = session.timer, timer <= now else { continue }
            session.timer = nil
            session.peer.handleTimeout(at: now)
            settle(session, at: now)
        }
        catchUp(at: now)
        orderKeyframes(at: now)
        while let name = lingerings.pop(dueAt: now) { letGo(name, at: now) }
    }

    /// The transport under a path is no more: a TCP connection ended.
    public func drop(_ path: Path, at now: Instant) {
        guard let session = directory[path] else { return }
        directory.forget(path, of: session)
        session.peer.drop(path, at: now)
    }

    // MARK: What leaves

    /// Gives all datagrams that wait to `body`, which may be called several times: the outbox holds what a core's cache
    /// does, and is filled again until every viewer has its packets.
    public func transmit(
        at now: Instant, _ body: (_ messages: Span<SendArena.Message>, _ bytes: RawSpan) -> Void
    ) {
        repeat { outbox.take(body) } while resume(at: now) || !outbox.isEmpty
    }

    /// The same, one datagram after the other.
    public func drain(
        at now: Instant, _ body: (_ transmit: Outbox.Transmit, _ datagram: RawSpan) -> Void
    ) {
        repeat { outbox.drain(body) } while resume(at: now) || !outbox.isEmpty
    }

    /// What happened, in order; drain it to `nil` after each mutation.
    public func pollEvent() -> ExchangeEvent? {
        events.isEmpty ? nil : events.removeFirst()
    }

    // MARK: Parts

    /// The session that a check is for. Its path says less: a translator may have given the port of one who fell silent
    /// to another, whose checks must not go to the first until that one's consent expires.
    private func receiver(of datagram: RawSpan) -> Session? {
        STUNMessage.receiverUfrag(in: datagram).flatMap { directory[ufrag: $0] }
    }

    /// Sends again what had to wait, in the order of asking, as much as a turn allows.
    private func sendRepairs(at now: Instant) {
        guard !repairing.isEmpty else { return }
        var served = 0
        while served < repairing.count {
            let session = repairing[served]
            session.peer.sendRepairs(at: now)
            guard !session.peer.hasRepairsWaiting else { break }
            session.isRepairing = false
            served += 1
        }
        repairing.removeFirst(served)
    }

    /// Takes a datagram of a handshake, and more of them the more media was passed on meanwhile.
    private func takeHandshakes(at now: Instant) {
        let share = min(1 + passedOn / Self.packetsPerHandshake, Self.mostHandshakes)
        passedOn = 0
        for _ in 0..<share {
            guard let next = handshakes.take() else { return }
            guard let session = directory[next.session] else {
                _ = handshakes.release(next.session, hasKeys: true)
                continue
            }
            take(next.bytes.bytes, as: .dtls, on: next.path, for: session, at: now)
            for held in handshakes.release(next.session, hasKeys: session.peer.isConnected) {
                take(held.bytes.bytes, as: held.kind, on: held.path, for: session, at: now)
            }
            settle(session, at: now)
        }
    }

    /// Lets a session's peer take a datagram, and its stream pass on what media it is.
    private func take(
        _ datagram: RawSpan, as kind: PacketClass, on path: Path, for session: Session, at now: Instant
    ) {
        // Moved out and back, so that it can be borrowed while the peers of others are sent to.
        var slot = self.slot
        self.slot = []
        defer { self.slot = slot }
        var room = slot.mutableBytes
        guard let packet = session.peer.handle(datagram, as: kind, on: path, into: &room, at: now) else {
            return
        }
        guard case .publisher(let publication) = session.part else { return }
        let wasPending = publication.hasPending
        publication.handle(packet, in: slot.bytes.extracting(packet.range), from: session, at: now)
        if !wasPending, publication.hasPending {
            if pending.isEmpty { coalescer.begin(at: now) }
            pending.append(publication)
        }
    }

    /// Ends a session: tells its peer, its stream and the owner.
    func end(_ session: Session, _ reason: SessionEnd, at now: Instant) {
        guard directory[session.key] != nil else { return }
        session.peer.close(at: now)
        while session.peer.pollEvent() != nil {}
        departed.add(session.peer)
        directory.remove(session)
        switch session.part {
        case .viewer: starve(session, at: now)
        case .publisher(let publication): leave(publication, session, at: now)
        }
        events.append(.ended(session, reason))
    }

    /// After a mutation of a session's peer: hears what it has to say, and sets its timer.
    func settle(_ session: Session, at now: Instant) {
        while let event = session.peer.pollEvent() {
            switch event {
            case .pathSelected: break
            case .connected:
                for index in session.subscriptions.indices {
                    session.subscriptions[index].audience?.connected(session, index, at: now)
                }
                events.append(.connected(session.key))
            case .keyframeWanted(let section):
                for audience in session.audiences {
                    audience.requestKeyframe(for: session, section: section, at: now)
                }
            case .ended(let reason): return end(session, .peer(reason), at: now)
            }
        }
        if session.peer.hasRepairsWaiting, !session.isRepairing {
            session.isRepairing = true
            repairing.append(session)
        }
        if case .viewer = session.part, session.peer.takeBandwidthNews() {
            for audience in session.audiences { audience.choose(for: session, at: now) }
        }
        setTimer(of: session)
        for audience in session.audiences { attend(to: audience, at: now) }
    }

    /// Has a timer for the session no later than its peer wants. One that is too early costs a look.
    func setTimer(of session: Session) {
        guard let wanted = session.peer.nextDeadline, session.timer.map({ wanted < $0 }) ?? true else {
            return
        }
        session.timer = wanted
        deadlines.schedule(session.key, at: wanted)
    }
}

/// The earlier of two deadlines that may not exist.
private func earlier(_ one: Instant?, _ other: Instant?) -> Instant? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
}
