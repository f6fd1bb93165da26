internal import Bytes
internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// How viewers get from the last keyframe to what is live.
extension Audience {
    /// When somebody who is on the way gets more.
    var nextDeadline: Instant? { joiners.lazy.map(\.forward.nextDeadline).min() }

    /// Lets a viewer begin with the last keyframe of its layer, at no more than a `limit` of bits a second; `false` when
    /// there is none that would do.
    func catchUp(_ viewer: Session, _ index: Int, limit: Int = .max, at now: Instant) -> Bool {
        guard let (rung, source, origin) = begin(viewer, index, at: now) else { return false }
        let section = viewer.subscriptions[index].section
        viewer.subscriptions[index].decide(origin) { viewer.peer.payloadChoice(for: $0, in: section) }
        // A viewer that takes none of this codec needs no keyframe of it.
        guard let choice = viewer.subscriptions[index].choice else { return true }
        let most = min(limit, ladder.settings.rateLimit)
        guard let forward = FastForward(ladder.rungs[rung].start.cache, limit: most, at: now) else {
            return false
        }
        isInterestStale = true
        joiners.removeAll { $0.viewer === viewer && $0.subscription == index }
        viewer.peer.hold(section: section)
        viewer.subscriptions[index].awaitsStart = false
        viewer.subscriptions[index].isCatchingUp = true
        viewer.subscriptions[index].lastCatchUp = now
        if let quality = viewer.subscriptions[index].aim.quality {
            self.limit(viewer, index, to: quality.fidelity)
        }
        refed.append(viewer)
        var joiner = Joiner(
            viewer: viewer, subscription: index, source: source, choice: choice, followsPath: limit < .max,
            forward: forward)
        advance(&joiner, at: now)
        if !settle(joiner, at: now) { joiners.append(joiner) }
        return true
    }

    /// Lets a viewer that awaits a keyframe begin with the last one; `false` when that would not do. Who stands still has asked
    /// for one that its path carries sooner than all since the last, and gets that only when nobody answers.
    func beginWithLast(_ viewer: Session, _ index: Int, at now: Instant) -> Bool {
        guard let since = viewer.subscriptions[index].heldSince else {
            return catchUp(viewer, index, at: now)
        }
        guard since.duration(to: now) >= .milliseconds(500) else { return false }
        return catchUp(viewer, index, limit: viewer.shareOfPath(for: index, at: now).bitsPerSecond, at: now)
    }

    /// Lets a viewer that cannot decode begin again with the last keyframe; `false` when that is old, or it did so
    /// lately. It costs the publisher nothing, but the viewer's network carries the same once more.
    func catchUpAgain(_ viewer: Session, _ index: Int, at now: Instant) -> Bool {
        if let last = viewer.subscriptions[index].lastCatchUp, last.duration(to: now) < patience {
            return false
        }
        let layer = viewer.subscriptions[index].layer
        guard viewer.subscriptions[index].aim.quality?.layer == layer, let rung = ladder.index(of: layer),
            let began = ladder.rungs[rung].start.cache.began, began.duration(to: now) < patience / 2
        else { return false }
        return catchUp(viewer, index, at: now)
    }

    /// Passes on what is due to those who are on the way, until the outbox is full.
    func catchUp(through outbox: Outbox, at now: Instant) {
        // Swapped out, so that each is changed in place while its viewer is sent to.
        var all: [Joiner] = []
        swap(&all, &joiners)
        for index in all.indices where all[index].forward.nextDeadline <= now && !outbox.isFull {
            advance(&all[index], at: now)
        }
        all.removeAll { settle($0, at: now) }
        swap(&all, &joiners)
        joiners += all
    }

    /// A batch was passed on: those who wait for it get it at once, and what came late in it.
    func catchUp(at now: Instant, with batch: MediaBatch) {
        guard !joiners.isEmpty else { return }
        var all: [Joiner] = []
        swap(&all, &joiners)
        for index in all.indices {
            passLate(batch, to: all[index], at: now)
            if all[index].forward.stage == .waiting { advance(&all[index], at: now) }
        }
        all.removeAll { settle($0, at: now) }
        swap(&all, &joiners)
        joiners += all
    }

    // MARK: Parts

    /// What a viewer begins with, if anybody can begin with its layer now.
    private func begin(
        _ viewer: Session, _ index: Int, at now: Instant
    ) -> (rung: Int, MediaSource, MediaBatch.Origin)? {
        guard let layer = aimedQuality(of: viewer, index, at: now)?.layer, let rung = ladder.index(of: layer),
            let source = ladder.rungs[rung].start.source, let origin = ladder.rungs[rung].start.origin,
            ladder.rungs[rung].start.cache.isOpen(at: now)
        else { return nil }
        return (rung, source, origin)
    }

    private func advance(_ joiner: inout Joiner, at now: Instant) {
        guard joiner.isWanted, let rung = ladder.index(of: joiner.source) else { return }
        let (viewer, source, choice) = (joiner.viewer, joiner.source, joiner.choice)
        let index = joiner.subscription
        let section = viewer.subscriptions[index].section
        if joiner.followsPath { joiner.forward.follow(viewer.shareOfPath(for: index, at: now).bitsPerSecond) }
        joiner.forward.advance(through: ladder.rungs[rung].start.cache, at: now) { packet, shift, begins in
            let facts = packet.content.batch.packets[packet.content.index]
            if let quality = viewer.subscriptions[index].aim.quality {
                adjust(viewer, index, to: quality, at: facts.layers, isKeyframe: begins)
            }
            Self.send(
                packet.content, shift, of: source, to: viewer, in: section, as: choice, begins: begins,
                at: now)
            return viewer.subscriptions[index].fidelity.includes(facts.layers)
        }
    }

    /// Passes on the packets of a batch that belong behind what a viewer has got.
    private func passLate(_ batch: MediaBatch, to joiner: Joiner, at now: Instant) {
        guard joiner.isWanted, let rung = ladder.index(of: joiner.source) else { return }
        let section = joiner.viewer.subscriptions[joiner.subscription].section
        for (index, packet) in batch.packets.enumerated()
        where batch.origins[packet.origin].source == joiner.source.id {
            guard let shift = joiner.forward.shift(ofLate: packet.place, packet.header.timestamp),
                let cached = ladder.rungs[rung].start.cache.packet(at: packet.place), cached.batch === batch,
                cached.index == index
            else { continue }
            Self.send(
                cached, shift, of: joiner.source, to: joiner.viewer, in: section, as: joiner.choice,
                begins: false, at: now)
        }
    }

    private static func send(
        _ cached: CachedPacket, _ shift: UInt32, of source: MediaSource, to viewer: Session, in section: Int,
        as choice: PayloadChoice, begins: Bool, at now: Instant
    ) {
        let packet = cached.batch.packets[cached.index]
        let bytes = cached.batch.bytes
        var forwarded = ForwardedPacket(packet, in: bytes.bytes, index: cached.kept)
        forwarded.shift(by: shift, of: cached.batch.origins[packet.origin].format.clockRate)
        viewer.peer.forward(forwarded, of: source, in: section, as: choice, begins: begins, at: now)
    }

    /// Whether a viewer is on the way no more, and what that means for it.
    private func settle(_ joiner: Joiner, at now: Instant) -> Bool {
        guard joiner.isWanted, ladder.index(of: joiner.source) != nil else { return true }
        let (viewer, index) = (joiner.viewer, joiner.subscription)
        switch joiner.forward.stage {
        case .hurrying, .waiting: return false
        case .live:
            viewer.peer.goLive(with: joiner.source, in: viewer.subscriptions[index].section)
            // It may have yet to get more or less of it.
            look(at: viewer, index)
        case .liveAnew:
            viewer.subscriptions[index].beginsAnew = true
            look(at: viewer, index)
        case .cutOff:
            if joiner.followsPath {
                viewer.subscriptions[index].hold(at: now)
            } else {
                viewer.subscriptions[index].awaitsStart = true
            }
            wish(for: viewer.subscriptions[index].layer, isUrgent: joiner.followsPath)
            look(at: viewer, index)
        }
        viewer.subscriptions[index].isCatchingUp = false
        return true
    }
}

extension Joiner {
    /// Whether its viewer still gets what it is on the way to.
    fileprivate var isWanted: Bool {
        viewer.peer.isConnected && viewer.subscriptions[subscription].isCatchingUp
    }
}
