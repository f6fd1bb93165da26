/// A path that may be checked, and what is known of it (RFC 8445 §6.1.2).
struct CandidatePair {
    /// Where a pair stands (RFC 8445 §6.1.2.6).
    ///
    ///     waiting ──check sent──▶ inProgress ──answer──▶ succeeded
    ///        ▲                        │
    ///        └──the peer checks it──  failed ◀──none, or an error
    ///
    /// Deviation: no pair is ever Frozen. Freezing spaces out the checks of many components that are alike; we have
    /// one component, and Ta spaces its checks.
    enum State {
        case waiting
        case inProgress
        case succeeded
        case failed
    }

    /// The base of our candidate and the peer's address.
    let path: Path
    /// The priority of our candidate.
    let localPriority: UInt32
    /// The priority of the peer's; one that was learnt from a check is replaced by what the peer says.
    var remotePriority: UInt32
    /// Where the pair stands.
    var state = State.waiting
    /// Whether the controlling peer nominated the pair before our own check of it succeeded (RFC 8445 §7.3.1.5).
    var isNominationWanted = false

    /// Which pair to prefer, the same for both agents.
    func priority(as role: AgentRole) -> UInt64 {
        role == .controlling
            ? CandidatePriority.pair(controlling: localPriority, controlled: remotePriority)
            : CandidatePriority.pair(controlling: remotePriority, controlled: localPriority)
    }
}
