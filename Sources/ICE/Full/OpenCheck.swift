import Timing

/// A check that waits for its answer (RFC 8489 §6.2.1).
struct OpenCheck {
    /// What the answer will carry.
    let transaction: TransactionID
    /// The way it went.
    let path: Path
    /// What is sent again.
    let bytes: [UInt8]
    /// The peer's password, with which the answer is proven.
    let password: String
    /// The role that the check claimed for us.
    let role: AgentRole
    /// Whether it nominates.
    let nominates: Bool
    /// How often it was sent.
    private var transmissions = 1
    /// How long to wait next.
    private var interval: Duration
    /// When to send it again, or to give up.
    private(set) var deadline: Instant
    /// Whether another check of the pair took its place: it is not sent again, but its answer still counts
    /// (RFC 8445 §7.3.1.4).
    var isCancelled = false

    /// How often a check is sent, and how many times the first interval its last answer is waited for
    /// (RFC 8489 §6.2.1: Rc and Rm).
    private static let attempts = 7, patience = 16
    /// How long an answer is waited for when nothing is sent twice, over TCP (RFC 8489 §6.2.2: Ti).
    private static let reliableTimeout = Duration.milliseconds(39_500)

    /// A check that was sent just now. `interval` is until it is sent again.
    init(
        _ transaction: TransactionID, on path: Path, bytes: [UInt8], password: String, role: AgentRole,
        nominates: Bool, interval: Duration, at now: Instant
    ) {
        self.transaction = transaction
        self.path = path
        self.bytes = bytes
        self.password = password
        self.role = role
        self.nominates = nominates
        self.interval = interval
        if path.isReliable { transmissions = Self.attempts }
        deadline = now.advanced(by: path.isReliable ? Self.reliableTimeout : interval)
    }

    /// What is due at the deadline: to send the check once more, or `false`, to give it up.
    mutating func retry(at now: Instant) -> Bool {
        guard transmissions < Self.attempts else { return false }
        transmissions += 1
        guard transmissions < Self.attempts else {
            // The first interval was doubled five times by now.
            deadline = now.advanced(by: interval / 32 * Self.patience)
            return !isCancelled
        }
        interval *= 2
        deadline = now.advanced(by: interval)
        return !isCancelled
    }
}
