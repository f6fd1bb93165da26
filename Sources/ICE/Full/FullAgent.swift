public import Bytes
public import Timing

/// A whole ICE agent (RFC 8445) for one component, with host candidates: the load tester's, and the other side of a
/// lite agent in tests.
///
///     connect ──first check answered──▶ selected ──nominated──▶ concluded ──no consent for 30 s──▶ dead
///        └───none answered in `patience`──────────────────────────────────────────────────────────▶┘
///
/// It checks pairs of addresses, at most one new each 50 ms; answers the peer's checks and checks what they came
/// from; uses the first path that works until one is nominated; asks for consent every five seconds as long as it
/// lives; and restarts with new credentials while the old path goes on.
///
/// Candidates may come at any time (RFC 8838), and no end of them is awaited: the agent gives up by the clock, as
/// RFC 8863 has it. What it learns about its own address from answers makes no candidate: paths are named by
/// where they are sent from. A controlling peer that moves to another address is followed; a controlled one must
/// restart.
///
/// Invariant: one mutation, then `pollOutput()` until `nil`, then the next mutation.
public struct FullAgent {
    /// One of our addresses.
    struct LocalCandidate {
        /// Where a socket is bound.
        let address: SocketAddress
        /// How much it is preferred.
        let priority: UInt32
    }

    /// What was told of one of the peer's addresses.
    struct RemoteCandidate {
        /// Where it listens for datagrams.
        let address: SocketAddress
        /// How much the peer prefers it.
        let priority: UInt32
    }

    /// The role that the agent has now; a conflict may change it.
    public internal(set) var role: AgentRole
    /// What settles such a conflict.
    var tieBreaker: UInt64
    /// The credentials that the peer must use.
    public private(set) var credentials: Credentials
    /// The peer's credentials, once known.
    private(set) var remote: Credentials?
    /// Whether the peer is lite: it always is controlled.
    private(set) var isRemoteLite = false
    /// Our addresses.
    private var locals: [LocalCandidate] = []
    /// The peer's addresses, for those of ours that come later.
    private var remotes: [RemoteCandidate] = []
    /// What may be checked.
    var checks = CheckList()
    /// The checks that wait for answers.
    var open: [OpenCheck] = []
    /// When the next new check may be sent.
    var nextCheck = Instant.zero
    /// The path in use.
    var selection: Selection?
    /// When the first pair of this session became valid.
    var firstValid: Instant?
    /// The pair that we are about to nominate.
    var nominee: Path?
    /// When waiting for a path began; `nil` before the peer is known.
    private var waitingSince: Instant?
    /// How long to wait for a first path.
    private let patience: Duration
    /// Whether the agent has given up or was closed.
    public private(set) var isDead = false
    /// What became of the peer's messages.
    public internal(set) var counters = CheckCounters()
    /// The last check of the peer's that was not answered with success.
    public internal(set) var lastFailure: CheckFailure?
    /// Where transaction identifiers come from.
    var generator: KeyedGenerator
    /// What `pollOutput` has yet to say.
    var outputs: [AgentOutput] = []

    /// How many addresses of the peer are paired; browsers have a dozen at most.
    private static let remoteLimit = 32

    /// An agent that knows nobody yet. `generator` must be cryptographic in production. `patience` is that of
    /// RFC 8863 §4: as long as a check is sent again and again.
    public init(
        _ role: AgentRole, _ credentials: Credentials, patience: Duration = .milliseconds(39_500),
        using generator: inout some RandomNumberGenerator
    ) {
        self.role = role
        self.credentials = credentials
        self.patience = patience
        tieBreaker = generator.next()
        self.generator = KeyedGenerator(using: &generator)
    }

    /// Where datagrams to the peer go; `nil` until a check was answered.
    public var selectedPath: Path? { selection?.path }

    /// Whether the controlling agent chose that path.
    public var isNominated: Bool { selection?.isNominated ?? false }

    /// When `handleTimeout(at:)` wants to be called; it may be in the past, which means now.
    public var nextDeadline: Instant? {
        guard !isDead else { return nil }
        // Asked for at every batch of a thousand agents: no list is made.
        var next: Instant?
        func add(_ deadline: Instant) { next = min(next ?? deadline, deadline) }
        for check in open { add(check.deadline) }
        if let selection {
            add(selection.consent.expiry)
            add(selection.consent.nextCheck)
        }
        if let patienceEnd { add(patienceEnd) }
        if remote != nil, checks.hasWork(isConcluded: isConcluded) { add(nextCheck) }
        if let nomination { add(nomination) }
        return next
    }

    /// Whether this session's path is chosen, so that no new ones are looked for (RFC 8445 §8.1.2).
    var isConcluded: Bool { isNominated && !isRestarting }

    /// Whether the path in use is one from before a restart.
    var isRestarting: Bool { selection.map { $0.local != credentials } ?? false }

    /// When to give up for want of any path.
    private var patienceEnd: Instant? {
        selection == nil ? waitingSince?.advanced(by: patience) : nil
    }

    /// A STUN datagram came by `path`. Gives whether it was a right check, or the answer to one: then its source
    /// is the peer's, and may send DTLS before it is nominated.
    @discardableResult
    public mutating func handle(_ datagram: RawSpan, on path: Path, at now: Instant) -> Bool {
        guard !isDead else { return false }
        guard let message = STUNMessage(datagram) else { return fail(.malformed, path, now) }
        switch message.kind {
        case .request:
            guard let reason = answer(message, on: path, at: now) else { return true }
            return fail(reason, path, now)
        case .success, .error:
            guard conclude(message, on: path, at: now) else {
                counters.strayResponses &+= 1
                return false
            }
            nominate(at: now)
            return true
        case .indication: return false
        }
    }

    /// Time has passed.
    public mutating func handleTimeout(at now: Instant) {
        guard !isDead else { return }
        if let patienceEnd, patienceEnd <= now { return die(.neverConnected) }
        if let selection, selection.consent.expiry <= now { return die(.consentExpired) }
        askForConsent(at: now)
        retransmit(at: now)
        nominate(at: now)
        checkNext(at: now)
    }

    /// Adds an address of ours, on which a UDP socket is bound. An unspecified one stands for all of its family,
    /// `::` for all.
    public mutating func addLocal(
        _ address: SocketAddress, priority: UInt32 = CandidatePriority.priority(of: .host)
    ) {
        let candidate = LocalCandidate(address: address, priority: priority)
        locals.append(candidate)
        for remote in remotes { pair(candidate, remote) }
    }

    /// Adds an address of the peer's that takes datagrams.
    public mutating func addRemote(_ address: SocketAddress, priority: UInt32) {
        guard remotes.count < Self.remoteLimit, !remotes.contains(where: { $0.address == address }) else {
            return
        }
        let candidate = RemoteCandidate(address: address, priority: priority)
        remotes.append(candidate)
        for local in locals { pair(local, candidate) }
    }

    /// Adds a TCP connection that was opened to a passive candidate of the peer's (RFC 6544 §7.2).
    public mutating func addConnection(_ path: Path, localPriority: UInt32, remotePriority: UInt32) {
        checks.insert(
            CandidatePair(path: path, localPriority: localPriority, remotePriority: remotePriority))
    }

    /// Begins to check, now that the peer's credentials are known. A full agent controls a lite one (RFC 8445
    /// §6.1.1).
    public mutating func connect(to remote: Credentials, isLite: Bool, at now: Instant) {
        self.remote = remote
        isRemoteLite = isLite
        if isLite { role = .controlling }
        waitingSince = now
        nextCheck = max(nextCheck, now)
    }

    /// Restarts with new credentials (RFC 8445 §9): the peer's, and its addresses, are awaited again. The path in
    /// use stays until another is valid. The role stays, too.
    public mutating func restart(with credentials: Credentials) {
        self.credentials = credentials
        remote = nil
        remotes = []
        checks.restart()
        open = []
        firstValid = nil
        nominee = nil
    }

    /// The transport under `path` has ended: a TCP connection was closed.
    public mutating func drop(_ path: Path, at now: Instant) {
        checks.remove(path)
        open.removeAll { $0.path == path }
        if nominee == path { nominee = nil }
        guard selection?.path == path else { return }
        selection = nil
        waitingSince = now
    }

    /// Ends the agent: nothing is sent or answered from now on.
    public mutating func close() {
        isDead = true
        outputs = []
    }

    /// What to do next; drain it to `nil` after each mutation.
    public mutating func pollOutput() -> AgentOutput? {
        outputs.isEmpty ? nil : outputs.removeFirst()
    }

    /// The priority of the address of ours that `path` begins at.
    func localPriority(of path: Path) -> UInt32 {
        locals.first { $0.address == path.local }?.priority ?? CandidatePriority.priority(of: .host)
    }

    /// Adds the pair of two addresses, if one can reach the other (RFC 8445 §6.1.2.2).
    private mutating func pair(_ local: LocalCandidate, _ remote: RemoteCandidate) {
        let (ours, theirs) = (local.address.ip, remote.address.ip)
        let isReachable =
            ours.isUnspecified
            ? ours == .anyV6 || theirs.isV4
            : ours.isV4 == theirs.isV4 && ours.isLinkLocal == theirs.isLinkLocal
                && ours.isLoopback == theirs.isLoopback
        guard isReachable else { return }
        checks.insert(
            CandidatePair(
                path: Path(local: local.address, remote: remote.address), localPriority: local.priority,
                remotePriority: remote.priority))
    }

    /// Gives up.
    private mutating func die(_ event: AgentEvent) {
        isDead = true
        open = []
        outputs.append(.event(event))
    }

    /// Notes a message that came to nothing.
    private mutating func fail(_ reason: CheckFailure.Reason, _ path: Path, _ now: Instant) -> Bool {
        counters.count(reason)
        lastFailure = CheckFailure(reason: reason, path: path, instant: now)
        return false
    }
}
