internal import Bytes
internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// Those on one shard who get a stream, and the passing on to them.
///
/// It knows nothing of who brings the stream, only batches: whether its publisher is on the same shard or another is
/// all one to it. What was passed on is kept, to be sent again to whoever lost it.
final class Audience {
    /// The stream's name.
    let name: String
    /// Who gets it, in order of coming.
    private(set) var viewers: [Session] = []
    /// How soon a viewer may catch up again that lost too much.
    let patience: Duration
    /// Whether somebody brings the stream.
    private(set) var hasPublisher = false
    /// The number of the last batch; `nil` before the first.
    private var lastNumber: UInt64?
    /// The sources that the last batches were of.
    private var sources: [MediaSource] = []
    /// The layers of its video, and what viewers who come now begin with.
    var ladder: Ladder
    /// Which layers anybody gets or awaits, a bit each, and whether that has to be looked at again.
    var interest: UInt64 = 0
    var isInterestStale = true
    /// Which layers anybody wants who has chosen, and what of that was told.
    var demand: UInt64 = 0
    var toldDemand: UInt64?
    /// Those who are on their way from there to what is live.
    var joiners: [Joiner] = []
    /// When the exchange has a timer for them.
    var timer: Instant?
    /// What was sent to those who have left.
    private var departed = MediaCounts()
    /// Viewers whose peers want to be called sooner: their streams began with another source, or their paths are probed.
    var refed: [Session] = []
    /// Which keyframes are wanted of those who cannot decode what there is, or are to get another layer.
    private var wishes: [KeyframeWish] = []
    /// The index of each packet of a batch in its source's history.
    private var kept: [UInt32] = []
    /// What is on its way.
    private var fanOut: FanOut
    /// Spreads bursts of video.
    private var pacer: Pacer
    /// Who gets what kind of media.
    private var audioSeats = Seats(), videoSeats = Seats()

    init(_ name: String, _ settings: ExchangeSettings = ExchangeSettings()) {
        self.name = name
        ladder = Ladder(settings.joining)
        patience = settings.keyframeInterval
        fanOut = FanOut(padsFrames: settings.egress.padsFrames)
        pacer = Pacer(bitsPerSecond: settings.egress.pace)
    }

    deinit { ladder.removeAll() }

    /// What is known of its viewers.
    func numbers(at now: Instant) -> AudienceNumbers {
        var numbers = AudienceNumbers()
        numbers.add(departed)
        for viewer in viewers { numbers.add(viewer, of: self, awaiting: awaited, at: now) }
        return numbers
    }

    /// What a viewer waits for who has got none of it: anything while nothing comes, and then a keyframe if there are any.
    private var awaited: [MediaKind] {
        if videoSeats.isFed { return [.video] }
        return audioSeats.isFed ? [] : [.audio, .video]
    }

    // MARK: Who comes and goes

    /// A viewer's section gets the stream from now on.
    func add(_ viewer: Session, _ index: Int) {
        let (section, kind) = (viewer.subscriptions[index].section, viewer.subscriptions[index].kind)
        viewer.subscriptions[index] = Subscription(section: section, kind: kind, of: self)
        if !viewer.audiences.contains(where: { $0 === self }) {
            viewers.append(viewer)
            viewer.audiences.append(self)
        }
        isInterestStale = true
        if kind == .audio { audioSeats.add(viewer, index) } else { videoSeats.add(viewer, index) }
    }

    /// A viewer's section gets it no more. What the subscription has come to stays, to be told of.
    func remove(_ viewer: Session, _ index: Int) {
        let (section, kind) = (viewer.subscriptions[index].section, viewer.subscriptions[index].kind)
        departed.add(viewer.peer.sentCounts(inSection: section))
        if kind == .audio { audioSeats.remove(viewer, index) } else { videoSeats.remove(viewer, index) }
        joiners.removeAll { $0.viewer === viewer && $0.subscription == index }
        viewer.peer.hold(section: section)
        isInterestStale = true
    }

    /// A viewer gets nothing of it any more.
    func remove(_ viewer: Session) {
        viewers.removeAll { $0 === viewer }
        viewer.audiences.removeAll { $0 === self }
    }

    /// Whether a subscription of a viewer's is to this stream, and of a kind.
    func has(_ viewer: Session, _ index: Int, _ kind: MediaKind) -> Bool {
        viewer.subscriptions[index].audience === self && viewer.subscriptions[index].kind == kind
    }

    /// A publisher is there from now on, or is there no more.
    func setPublisher(_ isThere: Bool) {
        hasPublisher = isThere
        toldDemand = nil
        ladder.setIdle([], at: .zero)
        guard !isThere else { return }
        ladder.removeAll()
        audioSeats.endFeed()
        videoSeats.endFeed()
        for viewer in viewers {
            for index in viewer.subscriptions.indices
            where viewer.subscriptions[index].audience === self {
                viewer.subscriptions[index].forget()
            }
        }
    }

    // MARK: Wishes

    /// Media may flow to a viewer's section. Video begins with the last keyframe, or needs another. Before the first batch
    /// nobody knows which: it brings the last keyframe along.
    func connected(_ viewer: Session, _ index: Int, at now: Instant) {
        guard lastNumber != nil, has(viewer, index, .video), !viewer.subscriptions[index].aim.wish.isPaused,
            !catchUp(viewer, index, at: now)
        else { return }
        wish(for: aimedQuality(of: viewer, index, at: now)?.layer)
    }

    /// A viewer cannot decode. It goes on getting what there is until the keyframe comes, or begins again with the last.
    func requestKeyframe(for viewer: Session, section: Int, at now: Instant) {
        for index in viewer.subscriptions.indices
        where viewer.subscriptions[index].section == section && has(viewer, index, .video)
            && !viewer.subscriptions[index].aim.wish.isPaused
        {
            // Who stands still until another layer begins has no use for the one before, nor room for a fast forward.
            guard viewer.subscriptions[index].heldSince == nil else {
                wish(for: aimedQuality(of: viewer, index, at: now)?.layer, isUrgent: true)
                continue
            }
            guard !viewer.subscriptions[index].isCatchingUp, !catchUpAgain(viewer, index, at: now) else {
                continue
            }
            wish(for: viewer.subscriptions[index].source.map { _ in viewer.subscriptions[index].layer })
        }
    }

    /// A keyframe is wanted of a layer, or of whichever there is.
    func wish(for layer: Int?, isUrgent: Bool = false) {
        let wish = KeyframeWish(layer: layer, isUrgent: isUrgent)
        if !wishes.contains(wish) { wishes.append(wish) }
    }

    /// The keyframes that are wanted, told once.
    func takeKeyframeWishes() -> [KeyframeWish] {
        guard !wishes.isEmpty else { return [] }
        defer { wishes.removeAll() }
        return wishes
    }

    /// The viewers whose reports are due sooner than they said, since what feeds them is another.
    func takeRefed() -> [Session] {
        defer { refed = [] }
        return refed
    }

    // MARK: Passing on

    /// Takes a batch to be passed on: all of its audio is sealed, and `resume` does the rest. Returns how many batches are
    /// missing before it.
    func pass(_ relayed: RelayedBatch, through outbox: Outbox, at now: Instant) -> UInt64 {
        let (missed, batch) = (note(relayed.number), relayed.batch)
        if fanOut.isOverfull || fanOut.next > 0 { sendAll(through: outbox, at: now) }
        for earlier in relayed.earlier { keep(earlier.batch, at: earlier.arrival) }
        keep(batch, at: now)
        fanOut.add(batch, kept: kept, by: sources) { kind, layer in kind == .audio || isWanted(layer) }
        while let stretch = fanOut.nextAudio { send(stretch, through: outbox, isBounded: false, at: now) }
        catchUp(at: now, with: batch)
        return missed
    }

    /// Goes on passing on, as far as the pace allows, until the outbox is full. Whether something is left for now.
    func resume(through outbox: Outbox, at now: Instant) -> Bool {
        while let stretch = fanOut.nextVideo, fanOut.next > 0 || pacer.ready <= now {
            guard send(stretch, through: outbox, isBounded: true, at: now) else { return true }
            pacer.spend(stretch.byteCount, at: now)
        }
        return false
    }

    /// When the pace allows what waits; `nil` when nothing does.
    var nextSending: Instant? { fanOut.nextVideo == nil ? nil : pacer.ready }

    /// Passes all on that waits, whatever the pace, and however full the outbox is.
    private func sendAll(through outbox: Outbox, at now: Instant) {
        while let stretch = fanOut.nextVideo { send(stretch, through: outbox, isBounded: false, at: now) }
    }

    /// Sends packets to everybody who takes them, viewer by viewer (PERFORMANCE.md, rule 5). Whether that is done.
    @discardableResult private func send(
        _ stretch: FanOut.Stretch, through outbox: Outbox, isBounded: Bool, at now: Instant
    ) -> Bool {
        if fanOut.next == 0 { settle(stretch, at: now) }
        let (bytes, tracks) = (
            stretch.batch.bytes, (stretch.kind == .audio ? audioSeats : videoSeats).tracks
        )
        var next = fanOut.next
        outbox.send(
            fanOut.packets.span.extracting(stretch.range), of: stretch.source, in: bytes.bytes,
            to: tracks.span, from: &next, isBounded: isBounded, at: now)
        fanOut.next = next
        guard next >= tracks.count else { return false }
        fanOut.advance(past: stretch)
        return true
    }

    /// Takes note of a batch's number. Where some are missing, viewers have a gap that nobody can fill: it was made
    /// behind the publisher, and what was dropped here is in no history of ours.
    private func note(_ number: UInt64) -> UInt64 {
        let missed = lastNumber.map { number > $0 ? number - $0 - 1 : 0 } ?? 0
        lastNumber = number
        if missed > 0 {
            for rung in ladder.rungs where isWanted(rung.layer) { wish(for: rung.layer) }
            ladder.close()
        }
        return missed
    }

    // MARK: Who begins

    /// Lets those who wait begin with a stretch, if they can.
    private func settle(_ stretch: FanOut.Stretch, at now: Instant) {
        // Taken out and put back: who catches up may have to wait again.
        if stretch.kind == .audio {
            var waiting = audioSeats.takeWaiting(for: stretch) { everybody(.audio) }
            waiting.removeAll { isSettled($0, with: stretch, at: now) }
            audioSeats.wait(waiting)
        } else {
            var waiting = videoSeats.takeWaiting(for: stretch) { everybody(.video) }
            waiting.removeAll { isSettled($0, with: stretch, at: now) }
            videoSeats.wait(waiting)
        }
    }

    /// Everybody who gets a kind of media.
    private func everybody(_ kind: MediaKind) -> [Seats.Waiter] {
        viewers.flatMap { viewer in
            viewer.subscriptions.indices.filter { has(viewer, $0, kind) }
                .map { Seats.Waiter(session: viewer, subscription: $0) }
        }
    }

    /// Has a viewer looked at with the next packets: it came up to what is live, but not so that it can go on.
    func look(at viewer: Session, _ index: Int) {
        let waiter = Seats.Waiter(session: viewer, subscription: index)
        if viewer.subscriptions[index].kind == .audio {
            audioSeats.wait([waiter])
        } else {
            videoSeats.wait([waiter])
        }
    }

    /// Whether there is nothing more to wait for: a viewer goes on as before, begins, catches up from the last keyframe, or
    /// cannot take what there is.
    private func isSettled(_ waiter: Seats.Waiter, with stretch: FanOut.Stretch, at now: Instant) -> Bool {
        let (viewer, index) = (waiter.session, waiter.subscription)
        let section = viewer.subscriptions[index].section
        if stretch.kind == .video {
            guard !viewer.subscriptions[index].aim.wish.isPaused else { return true }
            guard let quality = aimedQuality(of: viewer, index, at: now) else { return false }
            guard quality.layer == stretch.layer else {
                return viewer.subscriptions[index].isGetting(quality)
            }
            // What there is goes on until the other layer's keyframe comes.
            if stretch.beginning == nil, viewer.subscriptions[index].isSwitching(to: quality) {
                wish(for: quality.layer)
                if viewer.subscriptions[index].layer != quality.layer { return false }
            }
        }
        viewer.subscriptions[index].decide(stretch.origin) {
            viewer.peer.payloadChoice(for: $0, in: section)
        }
        let subscription = viewer.subscriptions[index]
        if subscription.isCatchingUp { return true }
        if subscription.choice != nil, !subscription.awaitsStart, !subscription.beginsAnew {
            return isAdjusted(viewer, index, with: stretch)
        }
        viewer.peer.hold(section: section)
        guard let choice = subscription.choice else { return true }
        guard viewer.peer.isConnected else { return false }
        guard let first = subscription.awaitsStart ? stretch.beginning : stretch.range.lowerBound else {
            if beginWithLast(viewer, index, at: now) { return true }
            wish(for: stretch.layer, isUrgent: subscription.heldSince != nil)
            return false
        }
        isInterestStale = true
        (viewer.subscriptions[index].awaitsStart, viewer.subscriptions[index].beginsAnew) = (false, false)
        if subscription.awaitsStart, let quality = subscription.aim.quality {
            limit(viewer, index, to: quality.fidelity)
        }
        viewer.peer.begin(stretch.source, in: section, as: choice, with: fanOut.packets[first], at: now)
        refed.append(viewer)
        return isAdjusted(viewer, index, with: stretch)
    }

    /// Whether a viewer gets as much of a scalable layer as it is to get, from a stretch of it on.
    private func isAdjusted(_ viewer: Session, _ index: Int, with stretch: FanOut.Stretch) -> Bool {
        guard stretch.kind == .video, let quality = viewer.subscriptions[index].aim.quality else {
            return true
        }
        return adjust(
            viewer, index, to: quality, at: fanOut.packets[stretch.range.lowerBound].layers,
            isKeyframe: stretch.beginning == stretch.range.lowerBound)
    }

    // MARK: Sources

    /// Keeps the packets that are passed on, each in its source's history.
    private func keep(_ batch: MediaBatch, at now: Instant) {
        if batch.origins.indices.contains(where: { source(batch.origins[$0].source) == nil }) {
            learn(batch.origins)
        }
        kept.removeAll(keepingCapacity: true)
        var hasOtherLayers = false
        for (index, packet) in batch.packets.enumerated() {
            guard let source = source(batch.origins[packet.origin].source) else {
                kept.append(0)
                continue
            }
            kept.append(source.keep(packet, of: batch, at: now))
            if batch.origins[packet.origin].kind == .audio {
                ladder.countAudio(packet.range.count, at: now)
            } else if ladder.add(packet, at: index, of: batch, kept: kept[index], from: source, at: now) {
                hasOtherLayers = true
            }
        }
        if hasOtherLayers { chooseForAll(at: now) }
    }

    private func source(_ id: UInt32) -> MediaSource? {
        for source in sources where source.id == id { return source }
        return nil
    }

    /// Takes note of the sources that there are now. Those that are no more are kept by whoever may ask for them.
    private func learn(_ origins: [MediaBatch.Origin]) {
        sources = origins.reduce(into: []) { list, origin in
            guard !list.contains(where: { $0.id == origin.source }) else { return }
            let known = source(origin.source)
            list.append(
                known
                    ?? MediaSource(
                        id: origin.source, extensions: origin.extensions, isVideo: origin.kind == .video))
        }
    }
}
