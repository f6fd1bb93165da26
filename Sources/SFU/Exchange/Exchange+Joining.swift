internal import Timing
internal import WebRTC

/// What is done in time, and not when a packet comes, for viewers who catch up and for those who want keyframes.
extension Exchange {
    /// Passes on what is due to viewers who catch up, until the outbox is full: a crowd that came at once, or a loop that was
    /// held up, has more due than the outbox may hold. Whether something is left for now.
    @discardableResult func catchUp(at now: Instant) -> Bool {
        while !outbox.isFull, let name = catchUps.pop(dueAt: now) {
            guard let audience = audiences[name], let timer = audience.timer, timer <= now else { continue }
            audience.timer = nil
            audience.catchUp(through: outbox, at: now)
            attend(to: audience, at: now)
        }
        return catchUps.next.map { $0 <= now } ?? false
    }

    /// Orders the keyframes that were wanted sooner than their publishers' budgets allowed.
    func orderKeyframes(at now: Instant) {
        while let name = orders.pop(dueAt: now) {
            guard let publication = streams[name], let timer = publication.timer, timer <= now else {
                continue
            }
            publication.timer = nil
            publication.orderKeyframes(at: now)
            reviewDemand(of: publication, at: now)
            if let publisher = publication.publisher { setTimer(of: publisher) }
        }
    }

    /// After a mutation of an audience: sees to what it wants.
    func attend(to audience: Audience, at now: Instant) {
        for viewer in audience.takeRefed() { setTimer(of: viewer) }
        passOnWish(of: audience, at: now)
        passOnDemand(of: audience, at: now)
        guard let wanted = audience.nextDeadline, audience.timer.map({ wanted < $0 }) ?? true else { return }
        audience.timer = wanted
        catchUps.schedule(audience.name, at: wanted)
    }

    /// Has a timer for a publication's next order.
    func setTimer(of publication: Publication) {
        guard let wanted = publication.nextOrder, publication.timer.map({ wanted < $0 }) ?? true else {
            return
        }
        publication.timer = wanted
        orders.schedule(publication.name, at: wanted)
    }
}
