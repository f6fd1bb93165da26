internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// How viewers get each the layer that its path carries.
///
///     on a layer ──the path carries a better one──► asks for its keyframe; what there is goes on until that comes
///         ▲                                                       │
///         ├───────────────────────────────────────────────────────┘
///         └── begins anew with the smaller one ◄──the path does not carry it── on a layer
///
/// Within a layer that is scalable nobody begins anew: fewer of its parts begin with the next picture, more of its temporal
/// layers where the codec allows it, and more of its spatial layers with a keyframe.
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
        // Menus are of pictures and not of how many of them there are.
        let whole = ladder.climb.filter { $0.fidelity.temporalID == .max }
        let layers = whole.map { step in
            let (rung, fidelity) = (ladder.rungs[step.rung], step.fidelity)
            return ViewedVideo.Layer(
                name: rung.name(of: fidelity), size: rung.size(of: fidelity),
                bitsPerSecond: rung.bitsPerSecond(of: fidelity))
        }
        let videos = viewer.subscriptions.filter { $0.kind == .video && $0.audience === self }
        return videos.map { subscription in
            let current = Quality(layer: subscription.layer, fidelity: subscription.fidelity)
            let isAimed = !layers.isEmpty && subscription.aim.quality != nil
            return ViewedVideo(
                section: subscription.section,
                current: subscription.isFed ? ladder.name(of: current) : nil,
                reason: isAimed ? subscription.aim.reason : nil, wish: subscription.aim.wish, layers: layers)
        }
    }

    /// What a viewer is to get, chosen when it never was, or is not sent any more. `nil` while there is nothing.
    func aimedQuality(of viewer: Session, _ index: Int, at now: Instant) -> Quality? {
        if let quality = viewer.subscriptions[index].aim.quality, ladder.isSent(quality.layer) {
            return quality
        }
        guard !ladder.climb.isEmpty else { return nil }
        let ceiling = ladder.ceiling(for: viewer.subscriptions[index].aim.wish)
        let height = Aim.first(
            in: ladder, upTo: ceiling, on: viewer.shareOfPath(for: index, at: now), at: now)
        viewer.subscriptions[index].aim.isLimited = ceiling != nil
        viewer.subscriptions[index].aim.selector = LayerSelector(
            target: height, isBest: height == ceiling ?? ladder.climb.count - 1)
        viewer.subscriptions[index].aim.quality = ladder.quality(at: height)
        isInterestStale = true
        return viewer.subscriptions[index].aim.quality
    }

    /// Lets a viewer who gets a layer have as much of it as it is to get, from a packet of it on, as far as that is one with
    /// which that may begin. Whether it has it then.
    @discardableResult func adjust(
        _ viewer: Session, _ index: Int, to wanted: Quality, at layers: FrameLayers, isKeyframe: Bool
    ) -> Bool {
        let present = viewer.subscriptions[index].fidelity
        guard wanted.layer == viewer.subscriptions[index].layer, present != wanted.fidelity else {
            return true
        }
        let next = present.moved(towards: wanted.fidelity, at: layers, isKeyframe: isKeyframe)
        limit(viewer, index, to: next)
        return next == wanted.fidelity
    }

    /// Lets a viewer have so much of whatever it gets.
    func limit(_ viewer: Session, _ index: Int, to fidelity: Fidelity) {
        viewer.subscriptions[index].fidelity = fidelity
        viewer.peer.limit(section: viewer.subscriptions[index].section, to: fidelity)
    }

    /// Whether anybody gets or awaits a layer. With one there is no choice.
    func isWanted(_ layer: Int) -> Bool {
        guard ladder.rungs.count > 1, layer < 64 else { return true }
        if isInterestStale { noteInterest() }
        return interest & 1 << UInt64(layer) != 0
    }

    /// Which layers are got or wanted, if that is something else than was told last. Of one layer nothing is to be told.
    func takeDemand() -> UInt64? {
        guard ladder.rungs.count > 1 else { return nil }
        if isInterestStale { noteInterest() }
        guard demand != toldDemand else { return nil }
        toldDemand = demand
        return demand
    }

    /// The publisher was told that nobody wants these layers: they come as soon as somebody does.
    func setIdle(_ layers: [IdleLayer], at now: Instant) {
        ladder.setIdle(layers, at: now)
    }

    // MARK: Parts

    private func noteInterest() {
        (interest, demand) = (0, 0)
        for viewer in viewers {
            for subscription in viewer.subscriptions
            where subscription.kind == .video && subscription.audience === self
                && !subscription.aim.wish.isPaused
            {
                let wanted = subscription.aim.quality.map { LayerDemand.bit($0.layer) }
                interest |= LayerDemand.bit(subscription.layer)
                // Who has yet to choose wants to see all that there is, and not more.
                interest |= wanted ?? .max
                demand |= wanted ?? 0
                if subscription.isFed { demand |= LayerDemand.bit(subscription.layer) }
            }
        }
        isInterestStale = false
    }

    private func choose(for viewer: Session, _ index: Int, at now: Instant) {
        let before = viewer.subscriptions[index].aim.quality
        guard !viewer.subscriptions[index].aim.wish.isPaused,
            let present = aimedQuality(of: viewer, index, at: now), let height = ladder.height(of: present)
        else { return }
        let path = viewer.shareOfPath(for: index, at: now)
        let ceiling = ladder.ceiling(for: viewer.subscriptions[index].aim.wish)
        viewer.subscriptions[index].aim.isLimited = ceiling != nil
        let rates = ladder.rates(lossShare: path.lossShare, upTo: ceiling, at: now)
        // A little more, so that what is wanted does not look like all that the path carries.
        viewer.subscriptions[index].aim.need = rates.count > 0 ? rates[rates.count - 1] / 8 * 9 : nil
        viewer.subscriptions[index].aim.selector.move(to: height)
        let wish = viewer.subscriptions[index].aim.selector.update(
            rates, on: path, lastProbe: viewer.shareOfLastProbe(for: index), at: now)
        if let wish {
            viewer.probe(wish, for: index, at: now)
            refed.append(viewer)
        }
        var target = viewer.subscriptions[index].aim.selector.target
        // Who falls cannot wait for a layer that has to be begun again.
        if target < height { target = ladder.liveHeight(upTo: target) }
        let quality = ladder.quality(at: target)
        viewer.subscriptions[index].aim.quality = quality
        guard let before, quality != before else { return }
        isInterestStale = true
        // What the path does not carry makes a queue with every packet; what the client does not want does not.
        turn(viewer, index, to: quality, atOnce: target < height && target != ceiling, at: now)
    }

    /// Lets a viewer begin again that wanted nothing for a while.
    private func resume(_ viewer: Session, _ index: Int, at now: Instant) {
        guard viewer.subscriptions[index].awaitsStart, !viewer.subscriptions[index].isCatchingUp,
            !catchUp(viewer, index, limit: viewer.shareOfPath(for: index, at: now).bitsPerSecond, at: now)
        else { return }
        wish(for: aimedQuality(of: viewer, index, at: now)?.layer)
        look(at: viewer, index)
    }

    /// Begins to bring a viewer to something else than what it was to get.
    private func turn(_ viewer: Session, _ index: Int, to quality: Quality, atOnce: Bool, at now: Instant) {
        let subscription = viewer.subscriptions[index]
        if subscription.isGetting(quality) { return }
        if subscription.isFed, subscription.layer == quality.layer {
            if subscription.isSwitching(to: quality) { wish(for: quality.layer) }
            return look(at: viewer, index)
        }
        let isGone = !ladder.isSent(subscription.layer)
        if atOnce || isGone || subscription.awaitsStart {
            viewer.peer.hold(section: subscription.section)
            if atOnce {
                viewer.peer.abandon(section: subscription.section, at: now)
                viewer.subscriptions[index].hold(at: now)
            } else {
                (viewer.subscriptions[index].awaitsStart, viewer.subscriptions[index].isCatchingUp) = (
                    true, false
                )
            }
            let limit = viewer.shareOfPath(for: index, at: now).bitsPerSecond
            if isFresh(quality, for: limit, atOnce: atOnce, at: now),
                catchUp(viewer, index, limit: limit, at: now)
            {
                return
            }
        }
        wish(for: quality.layer, isUrgent: viewer.subscriptions[index].heldSince != nil)
        look(at: viewer, index)
    }

    /// Whether it is sooner done to go through what came since a layer's last keyframe than to wait for another: soon after
    /// it no other is to be had. A path that is full already must take that, and what is live, within moments.
    private func isFresh(_ quality: Quality, for limit: Int, atOnce: Bool, at now: Instant) -> Bool {
        guard let rung = ladder.index(of: quality.layer).map({ ladder.rungs[$0] }),
            let began = rung.start.cache.began
        else { return false }
        return atOnce
            ? rung.start.cache.byteCount * 32 <= limit - rung.bitsPerSecond(of: quality.fidelity)
            : began.duration(to: now) < patience
    }
}
