import Bytes
public import Timing

/// The server's half of ICE: it answers checks and does what the controlling peer nominates (RFC 8445 §2.5).
///
///     waiting ──right check──▶ connected ──none on its path for 30 s──▶ dead
///        └──────none in `patience`───────────────────────────────────────▲
///
/// A server has a hundred thousand of these, so it is a small value without tables: it knows one path, and two
/// sets of credentials at most. It learns of addresses only from checks, so no candidate of the peer is needed,
/// and a peer that moves to another network stays by its next nominating check.
///
/// A lite agent sends no checks, so no consent checks either (RFC 7675 §5.1 leaves them to full agents): peers
/// prove their consent by the checks that they go on sending, browsers every two to five seconds.
///
/// Invariant: one mutation, then `pollOutput()` until `nil`, then the next mutation.
public struct LiteAgent {
    /// The credentials that the peer was told last.
    public private(set) var credentials: Credentials
    /// The credentials from before a restart, which count until a check with the new ones was right.
    private var previous: Credentials?
    /// The peer's fragment, if checks from others are to be refused.
    private var remoteUfrag: String?
    /// Where datagrams to the peer go; `nil` until a check was right.
    public private(set) var selectedPath: Path?
    /// Whether the controlling peer chose that path.
    public private(set) var isNominated = false
    /// Whether there ever was a path.
    private var hasConnected = false
    /// Whether the agent has given up; it answers nothing any more.
    public private(set) var isDead = false
    /// When a check was right last on the selected path; before that, when waiting began.
    public private(set) var lastHeard: Instant
    /// How long to wait for the first right check.
    private let patience: Duration
    /// What became of the messages so far.
    public private(set) var counters = CheckCounters()
    /// The last check that was not answered with success.
    public private(set) var lastFailure: CheckFailure?
    /// What `pollOutput` has yet to say.
    private var outputs: [AgentOutput] = []

    /// How long the consent of a peer lasts (RFC 7675 §5.1).
    public static let consentLifetime = Duration.seconds(30)

    /// An agent that waits for checks from now on. With `remoteUfrag`, only from that peer.
    public init(
        _ credentials: Credentials, remoteUfrag: String? = nil, patience: Duration = .seconds(30),
        at now: Instant
    ) {
        self.credentials = credentials
        self.remoteUfrag = remoteUfrag
        self.patience = patience
        lastHeard = now
    }

    /// When `handleTimeout(at:)` wants to be called, unless a check comes first; `nil` once the agent is dead.
    public var nextDeadline: Instant? {
        isDead ? nil : lastHeard.advanced(by: hasConnected ? Self.consentLifetime : patience)
    }

    /// The fragments that checks may be for: one, and during a restart two.
    public var ufrags: [String] { [credentials.ufrag] + (previous.map { [$0.ufrag] } ?? []) }

    /// A STUN datagram came by `path`. Gives whether it was a right check: then its source is the peer's, and may
    /// send DTLS before it is nominated.
    @discardableResult
    public mutating func handle(_ datagram: RawSpan, on path: Path, at now: Instant) -> Bool {
        guard !isDead else { return false }
        guard let message = STUNMessage(datagram) else { return fail(.malformed, path, now) }
        switch message.kind {
        case .request:
            guard let reason = answer(message, on: path, at: now) else { return true }
            return fail(reason, path, now)
        case .indication: break
        case .success, .error: counters.strayResponses &+= 1
        }
        return false
    }

    /// Time has passed.
    public mutating func handleTimeout(at now: Instant) {
        guard let nextDeadline, nextDeadline <= now else { return }
        isDead = true
        outputs.append(.event(hasConnected ? .consentExpired : .neverConnected))
    }

    /// Restarts ICE with new credentials (RFC 8445 §9). The peer's path stays, and checks with the credentials it
    /// uses go on being answered, until one with the new ones is right; so a restart that fails costs nothing.
    public mutating func restart(with credentials: Credentials, remoteUfrag: String? = nil) {
        // Restarted twice before the peer came: it still uses the first.
        previous = previous ?? self.credentials
        self.credentials = credentials
        self.remoteUfrag = remoteUfrag
    }

    /// The transport under `path` has ended: a TCP connection was closed. Another path may be found until the
    /// consent expires.
    public mutating func drop(_ path: Path) {
        guard path == selectedPath else { return }
        selectedPath = nil
        isNominated = false
    }

    /// What to do next; drain it to `nil` after each mutation.
    public mutating func pollOutput() -> AgentOutput? {
        guard !outputs.isEmpty else { return nil }
        let first = outputs.removeFirst()
        // An idle agent keeps no memory for outputs.
        if outputs.isEmpty { outputs = [] }
        return first
    }

    /// Answers a request (RFC 8445 §7.3). Gives the reason when it does so without success, or not at all.
    private mutating func answer(
        _ message: borrowing STUNMessage, on path: Path, at now: Instant
    ) -> CheckFailure.Reason? {
        let (verdict, used) = verify(message)
        let check: InboundCheck
        switch verdict {
        case .success(let proven): check = proven
        case .failure(let reason): return reason
        }
        guard check.unknownAttributes.isEmpty else {
            transmit(check.refusal(.unknownAttribute, password: used.password), on: path)
            return .unknownAttributes
        }
        // A full agent whose peer is lite controls, whoever offered (RFC 8445 §6.1.1). One that thinks otherwise
        // is told so whatever its number, since we could not take its role.
        guard check.roleClaim?.role != .controlled else {
            transmit(check.refusal(.roleConflict, password: used.password), on: path)
            return .roleConflict
        }
        guard let answer = check.success(to: path.remote, password: used.password) else { return .tooSmall }
        transmit(answer, on: path)
        counters.answered &+= 1
        if used == credentials, previous != nil {
            previous = nil
            isNominated = false
            outputs.append(.event(.restarted))
        }
        follow(check, on: path, at: now)
        return nil
    }

    /// What `message` proves to be, and the credentials that it was made with.
    private func verify(
        _ message: borrowing STUNMessage
    ) -> (Result<InboundCheck, CheckFailure.Reason>, Credentials) {
        let verdict = InboundCheck.verify(message, for: credentials, from: remoteUfrag)
        // What the peer called itself before the restart is not known any more, nor is it needed.
        guard case .failure(.wrongUsername) = verdict, let previous else { return (verdict, credentials) }
        return (InboundCheck.verify(message, for: previous, from: nil), previous)
    }

    /// Takes the path of a right check: the first, and whichever is nominated latest, since some agents nominate
    /// with every check and some again when their network changes. Who records a check and sends it from elsewhere
    /// moves the path as well; the peer's next check moves it back.
    private mutating func follow(_ check: InboundCheck, on path: Path, at now: Instant) {
        let isNews = path != selectedPath || !isNominated
        if selectedPath == nil || (check.usesCandidate && isNews) {
            selectedPath = path
            isNominated = check.usesCandidate
            hasConnected = true
            outputs.append(.event(.selected(path, isNominated: isNominated)))
        }
        if path == selectedPath { lastHeard = now }
    }

    /// Sends an answer that is not too large.
    private mutating func transmit(_ answer: [UInt8]?, on path: Path) {
        guard let answer else { return }
        outputs.append(.transmit(answer, on: path))
    }

    /// Notes a message that came to nothing.
    private mutating func fail(_ reason: CheckFailure.Reason, _ path: Path, _ now: Instant) -> Bool {
        counters.count(reason)
        lastFailure = CheckFailure(reason: reason, path: path, instant: now)
        return false
    }
}
