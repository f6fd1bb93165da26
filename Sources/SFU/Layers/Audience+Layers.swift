internal import SDP
internal import Timing
internal import WebRTC

/// How viewers get each the layer that its path carries.
///
///     on a layer ──the path carries a better one──► asks for its keyframe; what there is goes on until that comes
///         ▲                                                       │
///         ├───────────────────────────────────────────────────────┘
///         └── begins anew with the smaller one ◄──the path does not carry it── on a layer
extension Audience {
    /// More is known of a viewer's path: chooses anew what it gets.
    func choose(for viewer: Session, at now: Instant) {
        guard ladder.hasChoice, viewer.peer.isConnected else { return }
        for index in viewer.subscriptions.indices where has(viewer, index, .video) {
            choose(for: viewer, index, at: now)
        }
    }

    /// Other layers are sent than before: everybody whose layer is no more gets another.
    func chooseForAll(at now: Instant) {
        for viewer in viewers where viewer.peer.isConnected {
            for index in viewer.subscriptions.indices where has(viewer, index, .video) {
                choose(for: viewer, index, at: now)
            }
        }
    }

    /// A client wants this of the video in a section, or of all.
    func choose(_ wish: LayerWish, section: Int?, for viewer: Session, at now: Instant) {
        for index in viewer.subscriptions.indices
        where has(viewer, index, .video)
            && section.map({ viewer.subscriptions[index].section == $0 }) ?? true
        {
            let wasPaused = viewer.subscriptions[index].aim.wish.isPaused
            viewer.subscriptions[index].aim.wish = wish
            isInterestStale = true
            guard !wish.isPaused else {
                viewer.peer.hold(section: viewer.subscriptions[index].section)
                viewer.subscriptions[index].stop()
                continue
            }
            guard viewer.peer.isConnected else { continue }
            choose(for: viewer, index, at: now)
            if wasPaused { resume(viewer, index, at: now) }
        }
    }

    /// What a viewer gets of each video, and why.
    func videos(of viewer: Session) -> [ViewedVideo] {
        let layers = ladder.climb.map { index in
            let rung = ladder.rungs[index]
            return ViewedVideo.Layer(name: rung.name, size: rung.size, bitsPerSecond: rung.bitsPerSecond)
        }
        let videos = viewer.subscriptions.filter { $0.kind == .video && $0.audience === self }
        return videos.map { subscription in
            let rung = subscription.isFed ? ladder.index(of: subscription.layer) : nil
            let isAimed = !layers.isEmpty && subscription.aim.layer != nil
            return ViewedVideo(
                section: subscription.section, current: rung.map { ladder.rungs[$0].name },
                reason: isAimed ? subscription.aim.reason : nil, wish: subscription.aim.wish, layers: layers)
        }
    }

    /// The layer that a viewer is to get, chosen when it never was, or is not sent any more. `nil` while there is none.
    func aimedLayer(of viewer: Session, _ index: Int, at now: Instant) -> Int? {
        let aim = viewer.subscriptions[index].aim
        if let layer = aim.layer, ladder.height(of: layer) != nil { return layer }
        guard !ladder.climb.isEmpty else { return nil }
        let ceiling = ladder.ceiling(for: aim.wish)
        let height = Aim.first(in: ladder, upTo: ceiling, on: viewer.shareOfPath(at: now), at: now)
        viewer.subscriptions[index].aim.isLimited = ceiling != nil
        viewer.subscriptions[index].aim.selector = LayerSelector(
            target: height, isBest: height == ceiling ?? ladder.climb.count - 1)
        viewer.subscriptions[index].aim.layer = ladder.layer(at: height)
        isInterestStale = true
        return viewer.subscriptions[index].aim.layer
    }

    /// Whether anybody gets or awaits a layer. With one there is no choice.
    func isWanted(_ layer: Int) -> Bool {
        guard ladder.rungs.count > 1, layer < 64 else { return true }
        if isInterestStale { noteInterest() }
        return interest & 1 << UInt64(layer) != 0
    }

    // MARK: Parts

    private func noteInterest() {
        interest = 0
        for viewer in viewers {
            for subscription in viewer.subscriptions
            where subscription.kind == .video && subscription.audience === self
                && !subscription.aim.wish.isPaused
            {
                interest |= 1 << UInt64(min(subscription.layer, 63))
                // Who has yet to choose wants to see all.
                interest |= subscription.aim.layer.map { 1 << UInt64(min($0, 63)) } ?? .max
            }
        }
        isInterestStale = false
    }

    private func choose(for viewer: Session, _ index: Int, at now: Instant) {
        let before = viewer.subscriptions[index].aim.layer
        guard !viewer.subscriptions[index].aim.wish.isPaused,
            let present = aimedLayer(of: viewer, index, at: now), let height = ladder.height(of: present)
        else { return }
        let path = viewer.shareOfPath(at: now)
        let ceiling = ladder.ceiling(for: viewer.subscriptions[index].aim.wish)
        viewer.subscriptions[index].aim.isLimited = ceiling != nil
        let rates = ladder.rates(lossShare: path.lossShare, upTo: ceiling, at: now)
        viewer.subscriptions[index].aim.selector.move(to: height)
        let wish = viewer.subscriptions[index].aim.selector.update(
            rates, on: path, lastProbe: viewer.shareOfLastProbe, at: now)
        if let wish {
            viewer.probe(wish, at: now)
            refed.append(viewer)
        }
        let target = viewer.subscriptions[index].aim.selector.target
        let layer = ladder.layer(at: target)
        viewer.subscriptions[index].aim.layer = layer
        guard let before, layer != before else { return }
        isInterestStale = true
        // What the path does not carry makes a queue with every packet; what the client does not want does not.
        turn(viewer, index, to: layer, atOnce: target < height && target != ceiling, at: now)
    }

    /// Lets a viewer begin again that wanted nothing for a while.
    private func resume(_ viewer: Session, _ index: Int, at now: Instant) {
        guard viewer.subscriptions[index].awaitsStart, !viewer.subscriptions[index].isCatchingUp,
            !catchUp(viewer, index, limit: viewer.shareOfPath(at: now).bitsPerSecond, at: now)
        else { return }
        wish(for: aimedLayer(of: viewer, index, at: now))
        look(at: viewer, index)
    }

    /// Begins to bring a viewer to another layer than the one that it was to get.
    private func turn(_ viewer: Session, _ index: Int, to layer: Int, atOnce: Bool, at now: Instant) {
        let subscription = viewer.subscriptions[index]
        if subscription.isGetting(layer) { return }
        let isGone = ladder.height(of: subscription.layer) == nil
        if atOnce || isGone || subscription.awaitsStart {
            viewer.peer.hold(section: subscription.section)
            if atOnce {
                viewer.peer.abandon(section: subscription.section)
                viewer.subscriptions[index].hold(at: now)
            } else {
                (viewer.subscriptions[index].awaitsStart, viewer.subscriptions[index].isCatchingUp) = (
                    true, false
                )
            }
            let limit = viewer.shareOfPath(at: now).bitsPerSecond
            if isFresh(layer, for: limit, atOnce: atOnce, at: now),
                catchUp(viewer, index, limit: limit, at: now)
            {
                return
            }
        }
        wish(for: layer, isUrgent: viewer.subscriptions[index].heldSince != nil)
        look(at: viewer, index)
    }

    /// Whether it is sooner done to go through what came since a layer's last keyframe than to wait for another: soon after
    /// it no other is to be had. A path that is full already must take that, and what is live, within moments.
    private func isFresh(_ layer: Int, for limit: Int, atOnce: Bool, at now: Instant) -> Bool {
        guard let rung = ladder.index(of: layer).map({ ladder.rungs[$0] }), let began = rung.start.cache.began
        else { return false }
        return atOnce
            ? rung.start.cache.byteCount * 32 <= limit - rung.bitsPerSecond
            : began.duration(to: now) < patience
    }
}
