internal import RTP
internal import SDP
public import Timing
internal import WebRTC

/// One stream where its publisher is: who brings it, what that is, and the making of batches out of it.
///
/// It outlives publishers: one that returns, or takes over, feeds the same viewers, and they notice a pause at most.
/// Viewers may also come first.
public final class Publication {
    /// The stream's name.
    public let name: String
    /// Who brings it; `nil` while nobody does.
    public private(set) var publisher: Session?
    /// What brings it instead of a session; `nil` while nothing does.
    private(set) var feed: Feed?
    /// When viewers are let go since no publisher came back; `nil` while there is one, or never was.
    public private(set) var nextDeadline: Instant?
    /// When the exchange has a timer for the next order of a keyframe.
    var timer: Instant?
    /// The shards where anybody gets it or waits for it.
    private(set) var audiences: [Int] = []
    /// The number of the last batch.
    private var lastNumber: UInt64 = 0
    /// Those of them that came since the last batch, and who got what was before it.
    private var newcomers: [Int] = []
    private var backlog: (shards: [Int], batches: [EarlierBatch]) = ([], [])
    /// What the publisher sends.
    private var layers: [Layer] = []
    /// The best layer of each kind, which is what the recordings and playlists are made of.
    private var forwarded: [MediaKind: Int] = [:]
    /// When it was last considered which layer that is.
    private var lastChoice = Instant.zero
    /// Makes batches.
    private var writer: MediaBatch.Writer
    /// What packets are of, in the batch that is being made.
    private var origins: [MediaBatch.Origin] = []
    /// What the operator wants.
    private let settings: ExchangeSettings
    /// Gives sources their numbers, which are never used again.
    private let numbers: SourceNumbers
    /// How loud its audio is.
    private var loudness = Loudness()
    /// What of it nobody wants.
    private var demand = LayerDemand()
    /// What the publisher was told that nobody wants.
    private(set) var idleLayers: [IdleLayer] = []

    /// How often it is considered whether another simulcast layer is the best.
    private static let choiceInterval = Duration.seconds(1)

    init(
        _ name: String, _ settings: ExchangeSettings = ExchangeSettings(),
        numbers: SourceNumbers = SourceNumbers()
    ) {
        self.name = name
        self.settings = settings
        writer = MediaBatch.Writer(leavesPadding: settings.egress.padsFrames)
        self.numbers = numbers
    }

    // MARK: Getters

    /// Whether nobody brings, gets or waits for it.
    var isDeserted: Bool { !isBrought && audiences.isEmpty }

    /// Whether a session or a feed brings it.
    public var isBrought: Bool { publisher != nil || feed != nil }

    /// When whoever brings it was heard of last.
    public var lastHeard: Instant? { publisher?.peer.progress.lastHeard ?? feed?.progress.lastHeard }

    /// Whether packets go to a shard. Behind the shards is the packager, which gets units of feeds by another way.
    func passesPackets(to shard: Int, of place: ShardPlace) -> Bool { feed == nil || shard < place.count }

    /// What its publisher agreed to send; `nil` while there is none.
    var announcement: Announcement? {
        if let feed {
            guard !feed.tracks.isEmpty else { return nil }
            return Announcement(
                kinds: Set(feed.tracks.map(\.kind)), takesKeyframeRequests: false, feed: feed.key,
                sampleRate: feed.tracks.lazy.compactMap(\.sampleRate).first)
        }
        guard let media = publisher?.peer.session.media.filter(\.direction.receives) else { return nil }
        let video = media.filter { $0.kind == .video }
        return Announcement(
            kinds: Set(media.map(\.kind)),
            takesKeyframeRequests: video.contains { section in
                section.formats.contains { KeyframeRequests.Method(agreedIn: $0) != nil }
            })
    }

    /// What is known of it.
    public func numbers(at now: Instant) -> PublicationNumbers {
        var numbers = PublicationNumbers()
        numbers.isInterrupted = nextDeadline != nil
        if let feed {
            numbers.progress = feed.progress
            numbers.layers = feed.tracks.indices.map { track in
                let own = feed.numbers(ofTrack: track, at: now)
                return PublicationNumbers.Layer(numbers: own, isForwarded: feed.tracks[track].format != nil)
            }
        }
        guard let peer = publisher?.peer else { return numbers }
        numbers.progress = peer.progress
        numbers.roundTrip = peer.roundTrip
        numbers.layers = peer.numbers(at: now).filter { $0.direction == .received }.map { each in
            let index = layers.firstIndex { $0.section == each.section && $0.layer == each.layer }
            return PublicationNumbers.Layer(
                numbers: each, isForwarded: index != nil && forwarded[each.kind] == index)
        }
        return numbers
    }

    /// How many decibels below full scale its audio is, 127 for silence; `nil` when the publisher does not tell.
    public func loudness(at now: Instant) -> UInt8? {
        publisher == nil ? nil : loudness.level(at: now)
    }

    // MARK: Who comes and goes

    /// A publisher begins. What it sends is new to everyone.
    func begin(_ session: Session) {
        publisher = session
        nextDeadline = nil
        demand = LayerDemand()
        idleLayers = []
        forgetLayers()
    }

    /// A feed begins.
    func begin(_ feed: Feed) {
        self.feed = feed
        nextDeadline = nil
        demand = LayerDemand()
        idleLayers = []
        forgetLayers()
    }

    /// The feed brings these tracks.
    func describeFeed(_ tracks: [FeedTrack]) {
        feed?.tracks = tracks
        for index in layers.indices where tracks.indices.contains(layers[index].section) {
            if let format = tracks[layers[index].section].format { layers[index].use(format) }
        }
    }

    /// The publisher goes, or the feed. Viewers are kept for a while.
    func end(linger: Duration, at now: Instant) {
        publisher = nil
        feed = nil
        nextDeadline = audiences.isEmpty ? nil : now.advanced(by: linger)
        forgetLayers()
    }

    /// Somebody on a shard gets it or waits for it from now on.
    func add(audienceOn shard: Int) {
        guard !audiences.contains(shard) else { return }
        audiences.append(shard)
        newcomers.append(shard)
    }

    /// Nobody on a shard does any more.
    func remove(audienceOn shard: Int) {
        audiences.removeAll { $0 == shard }
        demand.forget(shard)
        newcomers.removeAll { $0 == shard }
        if audiences.isEmpty { nextDeadline = nil }
    }

    /// What waits is of layers that are no more.
    private func forgetLayers() {
        layers = []
        loudness = Loudness()
        forwarded = [:]
        origins = []
        _ = writer.finish()
    }

    // MARK: What arrives

    /// Whether packets wait to be passed on.
    var hasPending: Bool { !writer.isEmpty }

    /// Takes a packet of the publisher's. It is passed on with the others of its batch.
    func handle(_ packet: ReceivedPacket, in bytes: RawSpan, from session: Session, at now: Instant) {
        guard session === publisher else { return }
        let index = layer(of: packet, in: session, at: now)
        let type = packet.header.payloadType
        guard layers[index].goesOn(with: type) || layers[index].takes(type, of: session.peer.session) else {
            return
        }
        let frame = layers[index].note(packet, in: bytes, at: now)
        guard let origin = origin(of: index, session.peer.remoteExtensions) else { return }
        if let level = packet.extensions.audioLevel(in: bytes) { loudness.hear(level, at: now) }
        choose(index, packet, at: now)
        // Viewers have one section of a kind; which of its layers each gets is chosen where they are.
        guard let best = forwarded[layers[index].kind], layers[best].section == layers[index].section else {
            return
        }
        writer.append(
            packet, in: bytes, of: origin, among: origins,
            captured: session.peer.captureInstant(
                section: packet.section, layer: packet.layer, of: packet.header.timestamp),
            layers: frame, isPreferred: best == index)
    }

    /// Takes note of a unit of the feed's.
    func noteFeed(_ byteCount: Int, ofTrack track: Int, isKeyframe: Bool, at now: Instant) {
        feed?.note(byteCount, ofTrack: track, isKeyframe: isKeyframe, at: now)
    }

    /// Takes a packet of the feed's. It is passed on with the others of its batch.
    func handle(_ packet: RawSpan, _ facts: FeedPacket, at now: Instant) {
        guard let feed, feed.tracks.indices.contains(facts.track),
            let format = feed.tracks[facts.track].format, let header = RTPHeader(packet)
        else { return }
        let kind = feed.tracks[facts.track].kind
        let index = fedLayer(facts.track, kind, format)
        let received = ReceivedPacket(
            section: facts.track, header: header, place: facts.place, byteCount: packet.byteCount,
            canBegin: facts.canBegin)
        let frame = layers[index].note(received, in: packet, at: now)
        guard let origin = origin(of: index, ExtensionMap()) else { return }
        forwarded[kind] = index
        writer.append(
            received, in: packet, of: origin, among: origins, captured: facts.captured, layers: frame,
            isPreferred: true)
    }

    /// The layer of a feed's track, made with its first packet.
    private func fedLayer(_ track: Int, _ kind: MediaKind, _ format: MediaFormat) -> Int {
        if let known = layers.firstIndex(where: { $0.section == track }) { return known }
        var layer = Layer(
            section: track, layer: 0, name: nil, kind: kind, source: numbers.next(), settings: settings)
        layer.use(format)
        layers.append(layer)
        return layers.count - 1
    }

    /// Hands out what arrived since the last call; `nil` when that is nothing.
    func takeBatch(at now: Instant) -> RelayedBatch? {
        defer { trimOrigins() }
        guard let batch = writer.finish() else { return nil }
        lastNumber &+= 1
        backlog = (newcomers, newcomers.isEmpty ? [] : earlierBatches())
        newcomers = []
        cache(batch, at: now)
        return RelayedBatch(stream: name, number: lastNumber, batch: batch)
    }

    /// What a shard needs before the batch that was handed out last: all since the last keyframes, when its audience is
    /// new.
    func earlierBatches(for shard: Int) -> [EarlierBatch] {
        backlog.shards.contains(shard) ? backlog.batches : []
    }

    // MARK: Commands

    /// Asks for a keyframe of a layer, by default of the best, as soon as the budget allows. Whoever wants one calls this,
    /// viewers and all others: there is one budget, which keeps one for who stands still until then.
    func requestKeyframe(ofLayer layer: Int? = nil, isUrgent: Bool = false, at now: Instant) {
        guard feed == nil, let best = forwarded[.video] else { return }
        let index = layers.firstIndex { $0.layer == layer && $0.section == layers[best].section }
        requestKeyframe(of: index ?? best, isUrgent: isUrgent, at: now)
    }

    /// Asks for keyframes whose time has come.
    func orderKeyframes(at now: Instant) {
        for index in layers.indices where layers[index].budget.takeOrder(at: now) {
            publisher?.peer.requestKeyframe(
                section: layers[index].section, layer: layers[index].layer, at: now)
        }
    }

    /// When `orderKeyframes(at:)` or `reviewDemand(at:)` wants to be called; `nil` while nobody wants a keyframe, or all are
    /// ordered, and no layer is about to be idle.
    var nextOrder: Instant? {
        let order = layers.lazy.compactMap(\.budget.nextDeadline).min()
        guard let idling = demand.nextDeadline else { return order }
        return order.map { min($0, idling) } ?? idling
    }

    // MARK: Layers that nobody wants

    /// The publisher's client stops what nobody wants.
    func heedDemand() { demand.heed() }

    /// These layers are wanted on a shard, a bit each.
    func setDemand(_ layers: UInt64, by shard: Int) { demand.set(layers, by: shard) }

    /// Looks again at what nobody wants. Whether that is something else than before.
    func reviewDemand(at now: Instant) -> Bool {
        let videos = layers.filter { $0.kind == .video }
        // Where sizes are hidden the first one is the smallest, as browsers write them.
        let smallest = videos.min { ($0.area, $0.layer) < ($1.area, $1.layer) }
        guard demand.update(videos.map(\.layer), smallest: smallest?.layer, for: audiences, at: now) else {
            return false
        }
        idleLayers = videos.filter { !demand.isWanted($0.layer) }.map { layer in
            idleLayers.first { $0.layer == layer.layer }
                ?? IdleLayer(
                    layer: layer.layer, name: layer.name, size: layer.size,
                    bitsPerSecond: Int(clamping: layer.rate.bitsPerSecond(at: now)))
        }
        return true
    }

    /// What the publisher sends of its video, and what of that is wanted.
    func sentVideos(at now: Instant) -> [ViewedVideo] {
        let videos = layers.filter { $0.kind == .video }
        return Set(videos.map(\.section)).sorted().map { section in
            let layers = videos.filter { $0.section == section }.sorted { $0.layer < $1.layer }
            return ViewedVideo(
                section: section, current: nil, reason: nil, wish: LayerWish(),
                layers: layers.map {
                    ViewedVideo.Layer(
                        name: $0.name ?? String($0.layer), size: $0.size,
                        bitsPerSecond: Int(clamping: $0.rate.bitsPerSecond(at: now)),
                        isWanted: demand.isWanted($0.layer))
                })
        }
    }

    // MARK: Parts

    /// Keeps a batch for audiences to come.
    private func cache(_ batch: MediaBatch, at now: Instant) {
        let earlier = EarlierBatch(number: lastNumber, batch: batch, arrival: now)
        for packet in batch.packets where batch.origins[packet.origin].kind == .video {
            let source = batch.origins[packet.origin].source
            guard let index = layers.firstIndex(where: { $0.source == source }) else { continue }
            layers[index].cache.add(
                .init(
                    place: packet.place, timestamp: packet.header.timestamp, byteCount: packet.range.count,
                    content: earlier),
                canBegin: packet.canBegin, at: now)
        }
    }

    /// The batches that have packets since each layer's last keyframe, in order.
    private func earlierBatches() -> [EarlierBatch] {
        let all = layers.flatMap { $0.cache.packets.map(\.content) }.sorted { $0.number < $1.number }
        return all.reduce(into: []) { list, batch in
            if list.last?.number != batch.number { list.append(batch) }
        }
    }

    /// The layer that a packet belongs to, made with its first packet. Numbers that began anew make it a new source.
    private func layer(of packet: ReceivedPacket, in session: Session, at now: Instant) -> Int {
        let known = layers.firstIndex { $0.section == packet.section && $0.layer == packet.layer }
        if let known, !packet.isRestart { return known }
        let media = session.peer.session.media[packet.section]
        let layer = Layer(
            section: packet.section, layer: packet.layer,
            name: media.layers.indices.contains(packet.layer) ? media.layers[packet.layer] : nil,
            kind: media.kind, source: numbers.next(), settings: settings)
        guard let known else {
            layers.append(layer)
            if layer.kind == .video { demand.begin(layer.layer, at: now) }
            return layers.count - 1
        }
        layers[known] = layer
        return known
    }

    /// Where a layer as it is now is among the origins of the batch.
    private func origin(of index: Int, _ extensions: @autoclosure () -> ExtensionMap) -> Int? {
        if let origin = layers[index].origin { return origin }
        guard let format = layers[index].format else { return nil }
        let layer = layers[index]
        origins.append(
            MediaBatch.Origin(
                source: layer.source, kind: layer.kind, layer: layer.layer, name: layer.name,
                size: layer.size, layerSizes: layer.reader.sizes, format: format,
                extensions: extensions()))
        layers[index].origin = origins.count - 1
        return origins.count - 1
    }

    /// Lets go of origins that no layer is of any more, between batches.
    private func trimOrigins() {
        guard origins.count > layers.count else { return }
        origins = []
        for index in layers.indices { layers[index].origin = nil }
    }

    /// Chooses which layer of a kind is the best: the one with the highest rate. Another
    /// one is taken up at a keyframe only, which is asked for.
    private func choose(_ index: Int, _ packet: ReceivedPacket, at now: Instant) {
        let kind = layers[index].kind
        guard let present = forwarded[kind] else {
            forwarded[kind] = index
            return
        }
        guard kind == .video, index != present else { return }
        let isBetter =
            layers[index].rate.bitsPerSecond(at: now) > layers[present].rate.bitsPerSecond(at: now) * 5 / 4
        guard isBetter else { return }
        if packet.canBegin {
            forwarded[kind] = index
        } else if lastChoice.duration(to: now) > Self.choiceInterval {
            lastChoice = now
            requestKeyframe(of: index, at: now)
        }
    }

    private func requestKeyframe(of index: Int, isUrgent: Bool = false, at now: Instant) {
        layers[index].budget.want(isUrgent: isUrgent, at: now)
        orderKeyframes(at: now)
    }
}
