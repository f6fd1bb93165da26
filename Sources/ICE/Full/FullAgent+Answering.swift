import Timing

/// What the agent does with the peer's checks (RFC 8445 §7.3).
extension FullAgent {
    /// Answers a request. Gives the reason when it does so without success, or not at all.
    mutating func answer(
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
        guard settle(check.roleClaim) else {
            transmit(check.refusal(.roleConflict, password: used.password), on: path)
            return .roleConflict
        }
        guard let answer = check.success(to: path.remote, password: used.password) else { return .tooSmall }
        transmit(answer, on: path)
        counters.answered &+= 1
        if used == credentials { follow(check, on: path, at: now) }
        return nil
    }

    /// What `message` proves to be, and our credentials that it was made for: during a restart those of the path
    /// in use count, too.
    private func verify(
        _ message: borrowing STUNMessage
    ) -> (Result<InboundCheck, CheckFailure.Reason>, Credentials) {
        let verdict = InboundCheck.verify(message, for: credentials, from: remote?.ufrag)
        guard case .failure(.wrongUsername) = verdict, isRestarting, let used = selection else {
            return (verdict, credentials)
        }
        return (InboundCheck.verify(message, for: used.local, from: used.remote.ufrag), used.local)
    }

    /// Settles who has which role when both claim the same: whose number is larger controls (RFC 8445 §7.3.1.1).
    /// `false` when it is the peer that has to change.
    private mutating func settle(_ claim: RoleClaim?) -> Bool {
        guard let claim, claim.role == role else { return true }
        let isOursToControl = tieBreaker >= claim.tieBreaker
        guard isOursToControl != (role == .controlling) else { return false }
        // A lite peer cannot control.
        guard !isRemoteLite || isOursToControl else { return false }
        switchRole()
        return true
    }

    /// Takes the other role: nominations that we had in mind are not ours any more.
    mutating func switchRole() {
        role = role.opposite
        nominee = nil
    }

    /// Checks in turn what a check came from (RFC 8445 §7.3.1.3, §7.3.1.4), and does what it nominates.
    private mutating func follow(_ check: InboundCheck, on path: Path, at now: Instant) {
        if checks.pair(on: path) == nil {
            checks.insert(
                CandidatePair(
                    path: path, localPriority: localPriority(of: path), remotePriority: check.priority))
        }
        let isNominated = check.usesCandidate && role == .controlled
        guard let pair = checks.pair(on: path) else { return }
        guard pair.state != .succeeded else {
            if isNominated { select(path, isNominated: true, at: now) }
            return
        }
        cancelChecks { $0.path == path }
        checks.update(path) {
            $0.state = .waiting
            $0.isNominationWanted = $0.isNominationWanted || isNominated
        }
        checks.trigger(path)
    }

    /// Sends an answer that is not too large.
    private mutating func transmit(_ answer: [UInt8]?, on path: Path) {
        guard let answer else { return }
        outputs.append(.transmit(answer, on: path))
    }
}
