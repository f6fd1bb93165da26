import Timing

/// What the agent sends of itself: checks, their retransmissions, and checks of consent.
extension FullAgent {
    /// The time between new checks (RFC 8445 §14.2: Ta).
    private static var pace: Duration { .milliseconds(50) }

    /// The least time until a check is sent again (RFC 8445 §14.3).
    private static var leastInterval: Duration { .milliseconds(500) }

    /// Sends the next check, if its time has come (RFC 8445 §6.1.4.2).
    mutating func checkNext(at now: Instant) {
        guard let remote, nextCheck <= now,
            let path = checks.takeNext(as: role, isConcluded: isConcluded)
        else { return }
        nextCheck = now.advanced(by: Self.pace)
        let nominates = role == .controlling && path == nominee
        let (transaction, bytes) = check(on: path, from: credentials, to: remote, nominates: nominates)
        let interval = max(Self.leastInterval, Self.pace * checks.activeCount)
        checks.update(path) { if $0.state != .succeeded { $0.state = .inProgress } }
        cancelChecks { $0.path == path }
        open.append(
            OpenCheck(
                transaction, on: path, bytes: bytes, password: remote.password, role: role,
                nominates: nominates,
                interval: interval, at: now))
        outputs.append(.transmit(bytes, on: path))
    }

    /// Sends again what was not answered, and gives up what was sent often enough.
    mutating func retransmit(at now: Instant) {
        for index in open.indices.reversed() where open[index].deadline <= now {
            let isDue = open[index].retry(at: now)
            let check = open[index]
            if isDue {
                outputs.append(.transmit(check.bytes, on: check.path))
            } else if check.deadline <= now {
                open.remove(at: index)
                if !check.isCancelled { giveUp(check) }
            }
        }
    }

    /// Asks whether the peer still wants our packets, when that is due (RFC 7675 §5.1).
    ///
    /// While we control, the question nominates once more, as that of browsers does: a lite peer that sees us come
    /// from a new address then follows us there.
    mutating func askForConsent(at now: Instant) {
        guard let used = selection, used.consent.nextCheck <= now else { return }
        let nominates = role == .controlling && used.isNominated
        let (transaction, bytes) = check(
            on: used.path, from: used.local, to: used.remote, nominates: nominates)
        selection?.consent.check(transaction, at: now, using: &generator)
        outputs.append(.transmit(bytes, on: used.path))
    }

    /// Sends none of these checks again; their answers still count.
    mutating func cancelChecks(where isCancelled: (OpenCheck) -> Bool) {
        for index in open.indices where isCancelled(open[index]) { open[index].isCancelled = true }
    }

    /// Notes that a check came to nothing.
    mutating func giveUp(_ check: OpenCheck) {
        checks.update(check.path) { $0.state = .failed }
        if check.nominates, nominee == check.path { nominee = nil }
    }

    /// Writes a check (RFC 8445 §7.2.2, §7.1): whom it is for, the priority that a peer which does not know our
    /// address yet shall give it, and our role.
    private mutating func check(
        on path: Path, from ours: Credentials, to theirs: Credentials, nominates: Bool
    ) -> (TransactionID, [UInt8]) {
        let transaction = TransactionID(using: &generator)
        let preference = localPriority(of: path) & 0x00FF_FFFF
        var writer = STUNWriter(.request, transaction)
        writer.write(username: theirs.ufrag, ours.ufrag)
        writer.write(priority: CandidatePriority.Kind.peerReflexive.rawValue << 24 | preference)
        writer.write(RoleClaim(role: role, tieBreaker: tieBreaker))
        if nominates { writer.writeUseCandidate() }
        return (transaction, writer.sealed(with: theirs.password))
    }
}
