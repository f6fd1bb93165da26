internal import Packaging
internal import Timing
internal import WebRTC

/// One player of HLS, without a network: loads playlists and media as players in browsers do, and plays on a model of a
/// buffer, so that it stalls when they would.
///
///     opening ──multivariant playlist──► following ──all was played──► over
///        └─────────────────────────────────┴──too many failures──► failed
///
/// Of low latency it has blocking reload, parts, hinted parts and delta updates, and begins where the server wants players to
/// be. It goes on at the speed of time: whoever has stalled stays behind.
///
/// Invariant: one mutation, then `pollRequest()` until `nil`, then the next mutation.
struct HLSPlayer {
    /// A request that is to be made.
    struct Request {
        /// What the answer is told by.
        let id: Int
        let url: ServerURL
        /// The octets that are wanted; `nil` for all.
        let range: ClosedRange<Int>?
    }

    /// What came of a request.
    enum Answer {
        /// It was answered with success.
        case loaded([UInt8])
        /// Another place was named.
        case moved(to: String)
        /// It came to nothing, for a reason.
        case failed(String)
    }

    /// What a request was for.
    private struct Errand {
        /// Which track's; `nil` for the multivariant playlist.
        let track: Int?
        let subject: HLSTrack.Subject
        let began: Instant
        /// Which change of rendition it belongs to.
        let generation: Int
        /// How often it was sent elsewhere.
        var moves = 0
    }

    /// Where the multivariant playlist is, or the only one.
    private var url: ServerURL
    /// Whether parts and blocking reload are made use of.
    private let isLowLatency: Bool
    /// Reads playlists.
    private let reader: PlaylistReader
    /// Our wall clock, by which it is told how far behind a player is.
    private let clock: ReportClock
    /// What there is to choose from, the cheapest first; empty where there is no choice.
    private var variants: [ReadMultivariant.Variant] = []
    /// Which of them is played.
    private var variant = 0
    /// The tracks, the picture first where there is one; none before the first playlist.
    private(set) var tracks: [HLSTrack] = []
    /// What the tracks' media is like.
    private(set) var meters: [FragmentMeter] = []
    /// What is there to be played.
    private(set) var buffer = PlaybackBuffer(tracks: 0)
    /// How fast downloads are.
    private var throughput = ThroughputMeter()
    /// Requests that have no answer.
    private var errands: [Int: Errand] = [:]
    /// How many requests were made.
    private var requestCount = 0
    /// How often the rendition was changed.
    private(set) var changes = 0
    /// When the multivariant playlist is asked for; `nil` while it is, and afterwards.
    private var opensAt: Instant?
    /// How often that came to nothing.
    private var openFailures = 0
    /// Requests that were sent elsewhere.
    private var moved: [Request] = []
    /// When what is played first, or first behind the last discontinuity, was captured, and how far it is from the beginning.
    private var origin: (date: WallClock, position: Duration)?
    /// How far behind live it was when pieces came, since the owner asked last.
    private var distances: [Duration] = []
    /// How long after its end what was new came, since the owner asked last.
    private var deliveries: [Duration] = []
    /// Octets that came.
    private(set) var byteCount = 0
    /// Why it failed; `nil` while it has not.
    private(set) var failure: String?

    /// So much is loaded ahead of what is played.
    private static let mostAhead = Duration.seconds(30)
    /// A deadline that hangs on what is played lies that much behind it.
    private static let step = Duration.milliseconds(1)
    /// The share of what the network carries that a rendition may need.
    private static let usableShare = 0.8
    /// After a failure the next attempt waits so long.
    private static let pause = Duration.seconds(1)
    private static let mostMoves = 5

    /// A player that begins.
    init(
        _ url: ServerURL, isLowLatency: Bool, reader: PlaylistReader, clock: ReportClock, at now: Instant
    ) {
        self.url = url
        self.reader = reader
        self.isLowLatency = isLowLatency
        self.clock = clock
        opensAt = now
    }

    // MARK: Getters

    /// When `pollRequest(at:)` may have something; `nil` when only an answer changes that.
    func nextDeadline(at now: Instant) -> Instant? {
        guard failure == nil else { return nil }
        var instants = [opensAt].compactMap(\.self)
        for index in tracks.indices {
            let surplus = buffer.ahead(of: index, at: now) - Self.mostAhead
            let wantsMedia = surplus < .zero
            if let next = tracks[index].nextDeadline(wantsMedia: wantsMedia) { instants.append(next) }
            if !wantsMedia { instants.append(now.advanced(by: surplus + Self.step)) }
        }
        if !tracks.isEmpty, tracks.allSatisfy(\.isOver) {
            let rest = tracks.indices.map { buffer.ahead(of: $0, at: now) }.max() ?? .zero
            instants.append(now.advanced(by: max(rest, .zero) + Self.step))
        }
        return instants.min()
    }

    /// Whether all was played.
    func isOver(at now: Instant) -> Bool {
        !tracks.isEmpty && tracks.allSatisfy(\.isOver)
            && tracks.indices.allSatisfy { buffer.ahead(of: $0, at: now) <= .zero }
    }

    // MARK: What arrives

    /// What came of a request.
    mutating func handle(_ answer: Answer, to id: Int, at now: Instant) {
        guard let errand = errands.removeValue(forKey: id), failure == nil else { return }
        // Of a rendition that is not played any more.
        guard errand.generation == changes || errand.track != 0 else { return }
        switch answer {
        case .loaded(let bytes): take(bytes, for: errand, at: now)
        case .moved(let place): move(errand, to: place, at: now)
        case .failed(let reason): fail(errand, reason, at: now)
        }
    }

    // MARK: Commands

    /// The next request to be made; `nil` when there is none by now.
    mutating func pollRequest(at now: Instant) -> Request? {
        guard failure == nil else { return nil }
        if !moved.isEmpty { return moved.removeFirst() }
        if let opensAt, opensAt <= now {
            self.opensAt = nil
            return request(Errand(track: nil, subject: .playlist, began: now, generation: changes), url, nil)
        }
        for index in tracks.indices {
            let wantsMedia = buffer.ahead(of: index, at: now) < Self.mostAhead
            guard let wanted = tracks[index].nextRequest(wantsMedia: wantsMedia, at: now) else { continue }
            let errand = Errand(track: index, subject: wanted.subject, began: now, generation: changes)
            return request(errand, wanted.url, wanted.range)
        }
        return nil
    }

    /// How far behind live it was, each time that a piece of the first track came since this was asked last.
    mutating func takeDistances() -> [Duration] {
        defer { distances = [] }
        return distances
    }

    /// How long after the capture of its end each piece came, of those that were not there yet when the player came, since
    /// this was asked last.
    mutating func takeDeliveries() -> [Duration] {
        defer { deliveries = [] }
        return deliveries
    }

    // MARK: Requests

    private mutating func request(_ errand: Errand, _ url: ServerURL, _ range: ClosedRange<Int>?) -> Request {
        requestCount += 1
        errands[requestCount] = errand
        return Request(id: requestCount, url: url, range: range)
    }

    private mutating func take(_ bytes: [UInt8], for errand: Errand, at now: Instant) {
        guard let index = errand.track else { return open(String(decoding: bytes, as: UTF8.self), at: now) }
        byteCount += bytes.count
        switch errand.subject {
        case .playlist:
            tracks[index].handlePlaylist(reader.read(bytes), at: now)
            takeHinted(of: index, at: now)
        case .initialization:
            meters[index].handleInitialization(bytes)
            tracks[index].handleInitialization(at: now)
        case .media where tracks[index].isHintUnderWay:
            // How long it was waited for says nothing about the network.
            tracks[index].handleHinted(bytes, at: now)
            takeHinted(of: index, at: now)
        case .media:
            throughput.note(byteCount: bytes.count, in: errand.began.duration(to: now))
            guard let piece = tracks[index].handleMedia(at: now) else { return }
            take(piece, bytes, of: index, at: now)
        }
        if tracks[index].takeLeap() { leap(index, at: now) }
        if tracks[index].isOver { buffer.complete(index, at: now) }
        choose(at: now)
    }

    /// A `Location` of an answer (RFC 9110 §15.4): the playlist is there from now on.
    private mutating func move(_ errand: Errand, to place: String, at now: Instant) {
        guard errand.track == nil, errand.moves < Self.mostMoves, let url = url.resolving(place) else {
            return fail(errand, "HTTP: it is elsewhere", at: now)
        }
        self.url = url
        var errand = errand
        errand.moves += 1
        moved.append(request(errand, url, nil))
    }

    private mutating func fail(_ errand: Errand, _ reason: String, at now: Instant) {
        if let index = errand.track {
            tracks[index].handleFailure(errand.subject, at: now)
            if tracks[index].failures >= HLSTrack.mostFailures { failure = reason }
        } else {
            openFailures += 1
            opensAt = now.advanced(by: Self.pause)
            if openFailures >= HLSTrack.mostFailures { failure = reason }
        }
    }

    // MARK: Playing

    /// The first playlist is there: one that names others, or the only one.
    private mutating func open(_ text: String, at now: Instant) {
        guard text.hasPrefix("#EXTM3U") else {
            failure = "what came is no playlist"
            return
        }
        // The same in another codec, of pictures or of sound, is for who does not take the first.
        let offered = ReadMultivariant(text)?.variants ?? []
        var known: Set<String> = []
        variants = offered.filter { $0.codec == offered.first?.codec && known.insert($0.uri).inserted }
            .sorted { $0.bandwidth < $1.bandwidth }
        var urls = [url]
        if let chosen = variants.first {
            urls = [chosen.uri, chosen.audio].compactMap(\.self).compactMap { url.resolving($0) }
        }
        guard !urls.isEmpty else {
            failure = "the playlist names no other"
            return
        }
        tracks = urls.map { HLSTrack($0, isLowLatency: isLowLatency, at: now) }
        meters = tracks.map { _ in FragmentMeter() }
        buffer = PlaybackBuffer(tracks: tracks.count)
    }

    /// Takes a part that was asked for before it was there, if it and its place in the playlist are known by now.
    private mutating func takeHinted(of index: Int, at now: Instant) {
        guard let (piece, bytes) = tracks[index].takeHinted(at: now) else { return }
        take(piece, bytes, of: index, at: now)
    }

    private mutating func take(
        _ piece: HLSTrack.Piece, _ bytes: [UInt8], of index: Int, at now: Instant
    ) {
        if piece.isDiscontinuous { meters[index].leap() }
        meters[index].handleMedia(bytes, lasting: piece.wholeDuration)
        if index == 0, piece.isDiscontinuous { origin = nil }
        if index == 0, origin == nil, let date = piece.date { origin = (date, buffer.end(of: 0)) }
        buffer.append(piece.duration, to: index, at: now)
        if index == 0 { noteDistance(at: now) }
        guard piece.isNew, let date = piece.date else { return }
        let end = date.nanoseconds &+ piece.wholeDuration.nanoseconds
        deliveries.append(.nanoseconds(max(clock.wallClock(at: now).nanoseconds &- end, 0)))
    }

    /// Notes how old what is shown now is, from its capture on. While that is what was before a discontinuity it is not known.
    private mutating func noteDistance(at now: Instant) {
        let position = buffer.position(at: now)
        guard let origin, buffer.began != nil, position >= origin.position else { return }
        let shown = (position - origin.position).nanoseconds &+ origin.date.nanoseconds
        distances.append(.nanoseconds(clock.wallClock(at: now).nanoseconds &- shown))
    }

    /// A track goes on elsewhere, so that its dates begin anew.
    private mutating func leap(_ index: Int, at now: Instant) {
        buffer.skip(index, at: now)
        meters[index].leap()
        if index == 0 { origin = nil }
    }

    /// Changes to the best rendition that the network carries, where one may take over.
    private mutating func choose(at now: Instant) {
        guard variants.count > 1, let rate = throughput.bitsPerSecond, tracks[0].isBetweenSegments else {
            return
        }
        let best = variants.lastIndex { Double($0.bandwidth) <= rate * Self.usableShare } ?? 0
        guard best != variant, let url = url.resolving(variants[best].uri) else { return }
        variant = best
        changes += 1
        tracks[0].change(to: url, at: now)
    }
}
