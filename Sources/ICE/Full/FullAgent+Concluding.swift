import Timing

/// What the agent makes of answers: valid pairs, a nominated one, consent (RFC 8445 §7.2.5, §8.1; RFC 7675).
extension FullAgent {
    /// How long a better pair is waited for once one is valid, before we nominate. RFC 8445 §8.1.1 leaves it to
    /// us; half a second would be a retransmission, which a join should not wait for.
    private static var grace: Duration { .milliseconds(200) }

    /// When to nominate; `nil` while it is not for us or nothing is valid.
    var nomination: Instant? {
        guard role == .controlling, !isConcluded, nominee == nil, let firstValid,
            let best = checks.bestValid(as: role)
        else { return nil }
        return checks.hasHope(above: best, as: role) ? firstValid.advanced(by: Self.grace) : firstValid
    }

    /// Nominates the best valid pair, when it is time, by checking it once more (RFC 8445 §8.1.1).
    mutating func nominate(at now: Instant) {
        guard let nomination, nomination <= now, let best = checks.bestValid(as: role) else { return }
        nominee = best.path
        checks.trigger(best.path)
    }

    /// Takes an answer; `false` when it answers nothing of ours, or is not proven: then it is as if it never came
    /// (RFC 8489 §9.1.4).
    mutating func conclude(_ message: borrowing STUNMessage, on path: Path, at now: Instant) -> Bool {
        guard message.hasValidFingerprint else { return false }
        if let used = selection, used.consent.awaits(message.transaction) {
            guard message.isIntact(password: used.remote.password), path == used.path,
                message.kind == .success
            else { return false }
            selection?.consent.renew(at: now)
            return true
        }
        let transaction = message.transaction
        guard let index = open.firstIndex(where: { $0.transaction == transaction }),
            message.isIntact(password: open[index].password)
        else { return false }
        let check = open.remove(at: index)
        if message.kind == .success, path == check.path {
            succeed(check, at: now)
        } else if message.errorCode == .roleConflict {
            retreat(check)
        } else {
            // An error, or an answer from elsewhere than was asked (RFC 8445 §7.2.5.2.1).
            giveUp(check)
        }
        return true
    }

    /// A check was answered: its pair is valid (RFC 8445 §7.2.5.3), and used when it is the first or nominated.
    private mutating func succeed(_ check: OpenCheck, at now: Instant) {
        guard let pair = checks.pair(on: check.path) else { return }
        checks.update(check.path) { $0.state = .succeeded }
        cancelChecks { $0.path == check.path && !$0.nominates }
        firstValid = firstValid ?? now
        // A nomination from before a change of roles was not ours to make.
        let isNominated = role == .controlling ? check.nominates : pair.isNominationWanted
        if isNominated {
            select(check.path, isNominated: true, at: now)
        } else if selection == nil || isRestarting {
            select(check.path, isNominated: false, at: now)
        }
    }

    /// The peer says that it has the role that we claimed: we take the other, with another number, and check the
    /// pair again (RFC 8445 §7.2.5.1).
    private mutating func retreat(_ check: OpenCheck) {
        if check.role == role, !isRemoteLite {
            switchRole()
            tieBreaker = generator.next()
        }
        if checks.pair(on: check.path)?.state != .succeeded {
            checks.update(check.path) { $0.state = .waiting }
        }
        checks.trigger(check.path)
    }

    /// Uses a path from now on.
    mutating func select(_ path: Path, isNominated: Bool, at now: Instant) {
        guard let remote else { return }
        let wasRestarting = isRestarting
        if let used = selection, used.path == path, !wasRestarting {
            guard isNominated, !used.isNominated else { return }
            selection?.isNominated = true
        } else {
            selection = Selection(
                path: path, isNominated: isNominated, local: credentials, remote: remote,
                consent: Consent(at: now, using: &generator))
        }
        if wasRestarting { outputs.append(.event(.restarted)) }
        if isNominated { cancelChecks { _ in true } }
        outputs.append(.event(.selected(path, isNominated: isNominated)))
    }
}
