/// The pairs of one ICE session, and which to check next (RFC 8445 §6.1.2, §6.1.4).
///
/// Invariants:
/// 1. No two pairs have the same path.
/// 2. There are at most `limit` pairs, and each is at most once in the triggered queue.
struct CheckList {
    /// The pairs, in the order in which they were found.
    private(set) var pairs: [CandidatePair] = []
    /// Pairs to check before all others, in order (RFC 8445 §6.1.4.1).
    private var triggered: [Path] = []

    /// How many pairs there may be (RFC 8445 §6.1.2.5).
    static let limit = 100

    /// Whether something waits to be checked; once concluded, only what was triggered.
    func hasWork(isConcluded: Bool) -> Bool {
        !triggered.isEmpty || (!isConcluded && pairs.contains { $0.state == .waiting })
    }

    /// How many pairs are checked or wait for it: what the time between retransmissions depends on.
    var activeCount: Int { pairs.count { $0.state == .waiting || $0.state == .inProgress } }

    /// The valid pair that is best for this role.
    func bestValid(as role: AgentRole) -> CandidatePair? {
        best(as: role) { $0.state == .succeeded }
    }

    /// Whether a pair that would be better than `pair` may still become valid.
    func hasHope(above pair: CandidatePair, as role: AgentRole) -> Bool {
        let open = best(as: role) { $0.state == .waiting || $0.state == .inProgress }
        return open.map { $0.priority(as: role) > pair.priority(as: role) } ?? false
    }

    /// The pair of a path.
    func pair(on path: Path) -> CandidatePair? { pairs.first { $0.path == path } }

    /// Changes the pair of a path, if there is one.
    mutating func update(_ path: Path, _ change: (inout CandidatePair) -> Void) {
        guard let index = pairs.firstIndex(where: { $0.path == path }) else { return }
        change(&pairs[index])
    }

    /// Adds a pair, unless the list is full. One whose path was found by a check before gets the priority that
    /// the peer now says it has (RFC 8445 §7.3.1.3).
    mutating func insert(_ pair: CandidatePair) {
        if self.pair(on: pair.path) != nil {
            update(pair.path) { $0.remotePriority = pair.remotePriority }
        } else if pairs.count < Self.limit {
            pairs.append(pair)
        }
    }

    /// Has the pair of a path checked next but for those that were triggered before.
    mutating func trigger(_ path: Path) {
        guard pair(on: path) != nil, !triggered.contains(path) else { return }
        triggered.append(path)
    }

    /// The path to check now; it does not wait any more.
    mutating func takeNext(as role: AgentRole, isConcluded: Bool) -> Path? {
        guard triggered.isEmpty else { return triggered.removeFirst() }
        return isConcluded ? nil : best(as: role) { $0.state == .waiting }?.path
    }

    /// Forgets the pair of a path.
    mutating func remove(_ path: Path) {
        pairs.removeAll { $0.path == path }
        triggered.removeAll { $0 == path }
    }

    /// Begins anew. Connections that are open stay what they are; addresses are signalled again.
    mutating func restart() {
        pairs = pairs.filter(\.path.isReliable).map {
            CandidatePair(path: $0.path, localPriority: $0.localPriority, remotePriority: $0.remotePriority)
        }
        triggered = []
    }

    /// The pair with the highest priority among those wanted, the first of equals.
    private func best(as role: AgentRole, _ isWanted: (CandidatePair) -> Bool) -> CandidatePair? {
        var best: CandidatePair?
        for pair in pairs where isWanted(pair) {
            if best.map({ pair.priority(as: role) > $0.priority(as: role) }) ?? true { best = pair }
        }
        return best
    }
}
