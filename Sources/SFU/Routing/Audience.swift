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
    /// What viewers who come now begin with.
    var start: JoinPoint
    /// Those who are on their way from there to what is live.
    var joiners: [Joiner] = []
    /// When the exchange has a timer for them.
    var timer: Instant?
    /// What was sent to those who have left.
    private var departed = MediaCounts()
    /// Viewers whose streams began with another source, or again.
    var refed: [Session] = []
    /// Whether somebody cannot decode what there is.
    var wantsKeyframe = false
    /// The source of each origin of the batch that is passed on, and the index of each packet in its source's history.
    private var fed: [MediaSource] = []
    private var kept: [UInt32] = []

    init(_ name: String, _ settings: ExchangeSettings = ExchangeSettings()) {
        self.name = name
        start = JoinPoint(settings.joining)
        patience = settings.keyframeInterval
    }

    /// What is known of its viewers.
    func numbers(at now: Instant) -> AudienceNumbers {
        var numbers = AudienceNumbers()
        numbers.add(departed)
        for viewer in viewers { numbers.add(viewer, at: now) }
        return numbers
    }

    // MARK: Who comes and goes

    /// A viewer comes.
    func add(_ session: Session) {
        viewers.append(session)
    }

    /// A viewer goes.
    func remove(_ session: Session) {
        departed.add(session.peer.counts(.sent))
        viewers.removeAll { $0 === session }
        joiners.removeAll { $0.viewer === session }
    }

    /// A publisher is there from now on, or is there no more.
    func setPublisher(_ isThere: Bool) {
        hasPublisher = isThere
        guard !isThere else { return }
        start.removeAll()
        for viewer in viewers {
            for index in viewer.subscriptions.indices { viewer.subscriptions[index].forget() }
        }
    }

    // MARK: Wishes

    /// Media may flow to a viewer. It begins with the last keyframe, or needs another. Before the first batch nobody
    /// knows which: it brings the last keyframe along.
    func connected(_ viewer: Session, at now: Instant) {
        guard lastNumber != nil else { return }
        for index in viewer.subscriptions.indices where viewer.subscriptions[index].kind == .video {
            guard !catchUp(viewer, index, at: now) else { continue }
            wantsKeyframe = true
        }
    }

    /// A viewer cannot decode. It goes on getting what there is until the keyframe comes, or begins again with the last.
    func requestKeyframe(for viewer: Session, section: Int, at now: Instant) {
        for index in viewer.subscriptions.indices
        where viewer.subscriptions[index].section == section && viewer.subscriptions[index].kind == .video {
            guard !viewer.subscriptions[index].isCatchingUp, !catchUpAgain(viewer, index, at: now) else {
                continue
            }
            wantsKeyframe = true
        }
    }

    /// Whether a keyframe is wanted, told once.
    func takeKeyframeWish() -> Bool {
        defer { wantsKeyframe = false }
        return wantsKeyframe
    }

    /// The viewers whose reports are due sooner than they said, since what feeds them is another.
    func takeRefed() -> [Session] {
        defer { refed = [] }
        return refed
    }

    // MARK: Passing on

    /// Passes a batch on: each viewer gets all its packets behind each other, so that they leave in one run, and the
    /// viewer's state is looked at once (PERFORMANCE.md, rule 5). Returns how many batches are missing before it.
    func pass(_ relayed: RelayedBatch, at now: Instant) -> UInt64 {
        let missed = note(relayed.number)
        let batch = relayed.batch
        for earlier in relayed.earlier {
            keep(earlier.batch, at: earlier.arrival)
            fed.removeAll(keepingCapacity: true)
        }
        keep(batch, at: now)
        // Held here, so that nothing is looked up in the batch for each viewer.
        let (packets, origins, bytes) = (batch.packets, batch.origins, batch.bytes)
        for viewer in viewers where viewer.peer.isConnected {
            for index in packets.indices where packets[index].isPreferred {
                pass(packets[index], at: index, of: origins, in: bytes.bytes, to: viewer, at: now)
            }
        }
        catchUp(at: now, with: batch)
        fed.removeAll(keepingCapacity: true)
        return missed
    }

    /// Takes note of a batch's number. Where some are missing, viewers have a gap that nobody can fill: it was made
    /// behind the publisher, and what was dropped here is in no history of ours.
    private func note(_ number: UInt64) -> UInt64 {
        let missed = lastNumber.map { number > $0 ? number - $0 - 1 : 0 } ?? 0
        lastNumber = number
        if missed > 0 {
            wantsKeyframe = true
            start.close()
        }
        return missed
    }

    /// Passes a packet on to one viewer, once it can begin.
    private func pass(
        _ packet: MediaBatch.Packet, at place: Int, of origins: [MediaBatch.Origin], in bytes: RawSpan,
        to viewer: Session, at now: Instant
    ) {
        for index in viewer.subscriptions.indices
        where viewer.subscriptions[index].kind == origins[packet.origin].kind {
            let section = viewer.subscriptions[index].section
            viewer.subscriptions[index].decide(origins[packet.origin]) {
                viewer.peer.payloadChoice(for: $0, in: section)
            }
            guard let choice = viewer.subscriptions[index].choice else { continue }
            let begins = viewer.subscriptions[index].awaitsStart
            if viewer.subscriptions[index].isCatchingUp { continue }
            guard packet.canBegin || !begins else {
                if !catchUp(viewer, index, at: now) { wantsKeyframe = true }
                continue
            }
            let isSpliced = begins || viewer.subscriptions[index].beginsAnew
            if isSpliced { refed.append(viewer) }
            (viewer.subscriptions[index].awaitsStart, viewer.subscriptions[index].beginsAnew) = (false, false)
            viewer.peer.forward(
                ForwardedPacket(packet, in: bytes, index: kept[place]), of: fed[packet.origin], in: section,
                as: choice, begins: isSpliced, at: now)
        }
    }

    /// Keeps the packets that are passed on, each in its source's history.
    private func keep(_ batch: MediaBatch, at now: Instant) {
        if batch.origins.contains(where: { source($0) == nil }) { learn(batch.origins) }
        for origin in batch.origins {
            if let source = source(origin) { fed.append(source) }
        }
        kept.removeAll(keepingCapacity: true)
        for (index, packet) in batch.packets.enumerated() {
            guard packet.isPreferred else {
                kept.append(0)
                continue
            }
            kept.append(fed[packet.origin].keep(packet.range, of: batch, at: now))
            start.add(packet, at: index, of: batch, kept: kept[index], from: fed[packet.origin], at: now)
        }
    }

    private func source(_ origin: MediaBatch.Origin) -> MediaSource? {
        sources.first { $0.id == origin.source }
    }

    /// Takes note of the sources that there are now. Those that are no more are kept by whoever may ask for them.
    private func learn(_ origins: [MediaBatch.Origin]) {
        sources = origins.reduce(into: []) { list, origin in
            guard !list.contains(where: { $0.id == origin.source }) else { return }
            list.append(source(origin) ?? makeSource(origin))
        }
    }

    private func makeSource(_ origin: MediaBatch.Origin) -> MediaSource {
        let source = MediaSource(
            id: origin.source, extensions: origin.extensions, isVideo: origin.kind == .video)
        guard origin.kind == .video else { return source }
        source.older = { [weak self, weak source] index in
            guard let self, start.source === source else { return nil }
            return start.packet(kept: index)
        }
        return source
    }
}
