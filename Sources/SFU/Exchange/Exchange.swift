internal import Bytes
internal import DTLS
public import ICE
internal import SDP
public import Timing
public import WebRTC

/// The sessions and streams of one loop: takes datagrams, finds whose they are, and passes media on.
///
/// Nothing is answered, and nothing remembered, of anybody who has not proven to know a session's password.
///
/// Invariant: one mutation, then `pollEvent()` until `nil` and the outbox emptied, then the next mutation.
public final class Exchange {
    /// What an operator may want otherwise.
    public var settings: ExchangeSettings
    /// Where the datagrams of all peers wait to be sent.
    public let outbox: Outbox
    /// The sessions.
    private var directory = SessionDirectory()
    /// The streams that anybody brings, gets or waits for, by name.
    private var routers: [String: Router] = [:]
    /// When which session's peer wants to be called; an entry that is not the session's `timer` is out of date.
    private var deadlines = DeadlineQueue<SessionKey>()
    /// Streams whose packets wait to be passed on.
    private var pending: [Router] = []
    /// When which stream may let its viewers go; an entry that is not the router's deadline is out of date.
    private var lingerings = DeadlineQueue<String>()
    /// Handshakes that wait for their turn.
    private var handshakes = HandshakeQueue()
    /// How many datagrams of handshakes a turn takes: about a millisecond's worth.
    private static let handshakesPerTurn = 4
    /// The longest datagram that is looked at. What peers send fits into 1,500 octets; what is longer came in
    /// fragments and makes a flood cheap.
    private static let longestDatagram = 2048
    /// How long a session may take to its first check when others want its place: browsers take a second.
    private static let turnToConnect = Duration.seconds(5)
    /// The number of the next session.
    private var nextNumber: UInt64 = 1
    /// What `pollEvent` has yet to say.
    private var events: [ExchangeEvent] = []
    /// Where packets are opened to.
    private var slot = [UInt8](repeating: 0, count: Exchange.longestDatagram)
    /// Datagrams that reached no session.
    public private(set) var drops = DropCounters()

    /// An exchange without sessions.
    public init(_ settings: ExchangeSettings = ExchangeSettings(), outbox: Outbox = Outbox()) {
        self.settings = settings
        self.outbox = outbox
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

    /// The streams.
    public var streams: [Router] { Array(routers.values) }

    /// When `handleTimeout(at:)` wants to be called; `nil` while there is nothing to wait for.
    public var nextDeadline: Instant? {
        guard handshakes.isEmpty, pending.isEmpty else { return .zero }
        guard let timer = deadlines.next, let linger = lingerings.next else {
            return deadlines.next ?? lingerings.next
        }
        return min(timer, linger)
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
        take(datagram, as: kind, on: path, for: session, at: now)
        if kind == .stun {
            if session.peer.provenPath == path { directory.learn(path, of: session, at: now) }
            directory.list(session)
        }
        settle(session, at: now)
    }

    /// Time has passed, or a batch of datagrams was handed over: what they brought is passed on together, and what is
    /// due is done.
    public func handleTimeout(at now: Instant) {
        // By index: an array that a loop still holds is not emptied in place.
        for index in pending.indices {
            let router = pending[index]
            router.flush(at: now)
            for viewer in router.takeRefed() { setTimer(of: viewer) }
            if let publisher = router.publisher { setTimer(of: publisher) }
        }
        pending.removeAll(keepingCapacity: true)
        for _ in 0..<Self.handshakesPerTurn {
            guard let next = handshakes.take() else { break }
            guard let session = directory[next.session] else { continue }
            take(next.bytes.bytes, as: .dtls, on: next.path, for: session, at: now)
            settle(session, at: now)
        }
        while let key = deadlines.pop(dueAt: now) {
            guard let session = directory[key], let timer = session.timer, timer <= now else { continue }
            session.timer = nil
            session.peer.handleTimeout(at: now)
            settle(session, at: now)
        }
        while let name = lingerings.pop(dueAt: now) {
            guard let router = routers[name], router.nextDeadline.map({ $0 <= now }) == true else { continue }
            for viewer in router.viewers { end(viewer, .publisherLeft, at: now) }
        }
    }

    // MARK: Commands

    /// Begins a session of one who brings `stream`. With `takesOver`, or when the publisher that is there has fallen
    /// silent, it takes that one's place, and viewers stay.
    public func publish(
        _ setup: Peer.Setup, to stream: String, takesOver: Bool = false, at now: Instant,
        using random: inout some RandomNumberGenerator
    ) throws(ExchangeRefusal) -> SessionKey {
        if let publisher = routers[stream]?.publisher {
            guard takesOver || publisher.peer.isSilent(for: settings.silence, at: now) else {
                throw .streamHasPublisher
            }
            end(publisher, .replaced, at: now)
        }
        try makeRoom(at: now)
        let router = router(stream)
        let session = try begin(.publish, setup, of: router, at: now, using: &random)
        router.begin(session)
        return session.key
    }

    /// Begins a session of one who gets `stream`, now or, if it `waits`, when there is a publisher.
    public func play(
        _ setup: Peer.Setup, from stream: String, waits: Bool = true, at now: Instant,
        using random: inout some RandomNumberGenerator
    ) throws(ExchangeRefusal) -> SessionKey {
        guard waits || routers[stream]?.publisher != nil else { throw .noPublisher }
        try makeRoom(at: now)
        let router = router(stream)
        let session = try begin(.play, setup, of: router, at: now, using: &random)
        router.add(session)
        return session.key
    }

    /// Ends a session because its client or the operator wants it so.
    public func close(_ key: SessionKey, at now: Instant) {
        guard let session = directory[key] else { return }
        end(session, .peer(.closed), at: now)
    }

    /// Restarts ICE of a session. Both its old and its new credentials lead to it until the new ones were proven.
    public func restart(
        _ key: SessionKey, with credentials: Credentials, remoteUfrag: String?, at now: Instant
    ) {
        guard let session = directory[key] else { return }
        session.peer.restart(with: credentials, remoteUfrag: remoteUfrag)
        directory.list(session)
        settle(session, at: now)
    }

    /// The transport under a path is no more: a TCP connection ended.
    public func drop(_ path: Path, at now: Instant) {
        guard let session = directory[path] else { return }
        directory.forget(path, of: session)
        session.peer.drop(path, at: now)
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
        let router = session.router
        let wasPending = router.hasPending
        router.handle(packet, in: slot.bytes.extracting(packet.range), from: session, at: now)
        if !wasPending, router.hasPending { pending.append(router) }
    }

    /// The router of a stream, made when it is the first that is heard of it.
    private func router(_ stream: String) -> Router {
        if let known = routers[stream] { return known }
        let router = Router(stream)
        routers[stream] = router
        return router
    }

    /// Sees that there is room for another session. Who has waited longest for its first check makes way, unless that
    /// is not long: offers cost nothing, and a flood of them must not keep out those who mean it.
    private func makeRoom(at now: Instant) throws(ExchangeRefusal) {
        guard sessionCount >= settings.sessionLimit else { return }
        let waiting = directory.all.values.lazy.filter { $0.peer.progress.proven == nil }
        guard let oldest = waiting.min(by: { $0.key < $1.key }),
            oldest.peer.progress.began.duration(to: now) >= Self.turnToConnect
        else { throw .full(limit: settings.sessionLimit) }
        end(oldest, .peer(.neverConnected), at: now)
    }

    /// Makes a session and lists it.
    private func begin(
        _ purpose: SessionPurpose, _ setup: Peer.Setup, of router: Router, at now: Instant,
        using random: inout some RandomNumberGenerator
    ) throws(ExchangeRefusal) -> Session {
        let peer: Peer
        do throws(DTLSError) {
            peer = try Peer(setup, outbox: outbox, at: now, using: &random)
        } catch {
            if router.isDeserted { routers[router.name] = nil }
            throw .failed(reason: error.description)
        }
        let session = Session(SessionKey(number: nextNumber), purpose, peer, of: router)
        nextNumber += 1
        directory.list(session)
        settle(session, at: now)
        return session
    }

    /// Ends a session: tells its peer, its stream and the owner.
    private func end(_ session: Session, _ reason: SessionEnd, at now: Instant) {
        guard directory[session.key] != nil else { return }
        session.peer.close(at: now)
        while session.peer.pollEvent() != nil {}
        directory.remove(session)
        let router = session.router
        router.remove(session, linger: settings.linger, at: now)
        if router.isDeserted {
            routers[router.name] = nil
        } else if session.purpose == .publish, let deadline = router.nextDeadline {
            lingerings.schedule(router.name, at: deadline)
        }
        events.append(.ended(session, reason))
    }

    /// After a mutation of a session's peer: hears what it has to say, and sets its timer.
    private func settle(_ session: Session, at now: Instant) {
        while let event = session.peer.pollEvent() {
            switch event {
            case .pathSelected: break
            case .connected:
                session.router.connected(session, at: now)
                events.append(.connected(session.key))
                if let publisher = session.router.publisher { setTimer(of: publisher) }
            case .keyframeWanted(let section):
                session.router.requestKeyframe(for: session, section: section, at: now)
                if let publisher = session.router.publisher { setTimer(of: publisher) }
            case .ended(let reason): return end(session, .peer(reason), at: now)
            }
        }
        setTimer(of: session)
    }

    /// Has a timer for the session no later than its peer wants. One that is too early costs a look.
    private func setTimer(of session: Session) {
        guard let wanted = session.peer.nextDeadline, session.timer.map({ wanted < $0 }) ?? true else {
            return
        }
        session.timer = wanted
        deadlines.schedule(session.key, at: wanted)
    }
}
