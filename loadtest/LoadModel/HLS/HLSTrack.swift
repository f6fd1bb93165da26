internal import Packaging
internal import Timing

/// One rendition as a player follows it: its playlist, which it loads again and again, and the media in it.
///
/// It has at most one request for the playlist and one for media under way. Its owner makes those that `nextRequest`
/// names, and tells what came of each.
struct HLSTrack {
    /// What is asked for.
    enum Subject: Hashable {
        case playlist, initialization, media
    }

    /// A request that is to be made.
    struct Wanted: Hashable {
        let subject: Subject
        let url: ServerURL
        /// The octets that are wanted; `nil` for all.
        var range: ClosedRange<Int>?
    }

    /// A segment or a part of it.
    struct Piece {
        let url: ServerURL
        let range: ClosedRange<Int>?
        /// How much of it is new, and how long all of it is.
        let duration: Duration, wholeDuration: Duration
        /// When its first sample was captured; `nil` where the playlist does not say.
        let date: WallClock?
        /// Whether it was still to come when the playlist came first.
        let isNew: Bool
        /// What it begins with; `nil` where the playlist does not say.
        let initialization: Wanted?
        /// Whether it has nothing to do with what came before.
        let isDiscontinuous: Bool
        /// Where the player is once it has it.
        let following: HLSPlace
    }

    /// The part that is to come, which was asked for before it was there.
    private struct Hinted {
        /// Which one it will be.
        let place: HLSPlace
        let url: ServerURL
        /// Its octets, once it is there. It waits for the playlist then, which says how long it lasts.
        var bytes: [UInt8]?
    }

    /// Where something stands.
    private enum Errand {
        /// It may be asked for at an instant.
        case at(Instant)
        /// It was asked for.
        case underWay
        /// It is not wanted any more.
        case done
    }

    /// Where the playlist is.
    private(set) var url: ServerURL
    /// Whether parts and blocking reload are made use of.
    private let isLowLatency: Bool
    /// The playlist as it came last.
    private(set) var playlist: ReadPlaylist?
    /// What comes next; `nil` before the first playlist.
    private(set) var place: HLSPlace?
    /// What was to come next when the playlist came first.
    private var edge: HLSPlace?
    /// When what comes next was captured; `nil` when unknown.
    private var nextDate: WallClock?
    /// How much of the segment at `place` is there already.
    private var taken = Duration.zero
    /// The piece under way.
    private var loading: Piece?
    /// The part that was asked for by a hint; `nil` while none is.
    private var hinted: Hinted?
    /// The last one that came to nothing.
    private var refusedHint: ServerURL?
    /// The initialisation section that was asked for last, and the one that is there.
    private var loadingInitialization: Wanted?, loadedInitialization: Wanted?
    /// The one of the segments that a delta update left out, which it does not name again.
    private var skippedInitialization: Wanted?
    /// How it stands with the playlist, and with media.
    private var reload: Errand, fetch: Errand
    /// When the playlist was asked for last.
    private var asked: Instant
    /// How many requests for the playlist failed since one did not, and how many for media.
    private var reloadFailures = 0, fetchFailures = 0
    /// Whether the next playlist is another rendition's.
    private var isChanging = false
    /// Whether there was a leap that the owner has not heard of.
    private var hasLeapt = false
    /// The playlist's octets.
    private var lastBytes: [UInt8] = []

    /// After a failure the next attempt waits so long.
    private static let pause = Duration.seconds(1)
    /// After so many failures in a row there is no further attempt.
    static let mostFailures = 5
    /// A playlist of which only what is new is wanted must have been loaded this lately (RFC 8216bis §6.3.7 has half of the
    /// boundary).
    private static let skipShare = 0.5

    /// A rendition whose playlist is to be loaded.
    init(_ url: ServerURL, isLowLatency: Bool, at now: Instant) {
        self.url = url
        self.isLowLatency = isLowLatency
        reload = .at(now)
        fetch = .at(now)
        asked = now
    }

    // MARK: Getters

    /// How many requests of a kind failed in a row.
    var failures: Int { max(reloadFailures, fetchFailures) }

    /// When `nextRequest` may have something.
    func nextDeadline(wantsMedia: Bool) -> Instant? {
        var instants: [Instant] = []
        if case .at(let instant) = reload { instants.append(instant) }
        if wantsMedia, case .at(let instant) = fetch, nextPiece != nil || nextHint != nil {
            instants.append(instant)
        }
        return instants.min()
    }

    /// Whether all of it is there.
    var isOver: Bool {
        guard let playlist, let place, playlist.isEnded,
            let last = playlist.segments.last(where: { $0.uri != nil })
        else { return false }
        return place.segment > last.number
    }

    /// Whether media is under way that was not there yet when it was asked for.
    var isHintUnderWay: Bool { hinted.map { $0.bytes == nil } ?? false }

    /// Whether the next piece begins a segment, so that another rendition may take over.
    var isBetweenSegments: Bool {
        if case .underWay = fetch { return false }
        return playlist != nil && place?.part == 0
    }

    // MARK: What arrives

    /// The playlist was loaded, possibly from where another one sent us.
    mutating func handlePlaylist(_ loaded: LoadedPlaylist, at now: Instant) {
        let changed = loaded.bytes != lastBytes
        lastBytes = loaded.bytes
        let playlist = loaded.content
        reloadFailures = 0
        noteSkipped(by: playlist)
        edge = edge ?? HLSPlace(after: playlist)
        self.playlist = playlist
        move(in: playlist)
        settle()
        scheduleReload(of: playlist, changed: changed, at: now)
    }

    /// The initialisation section was loaded.
    mutating func handleInitialization(at now: Instant) {
        fetchFailures = 0
        loadedInitialization = loadingInitialization
        fetch = .at(now)
    }

    /// The piece under way was loaded.
    mutating func handleMedia(at now: Instant) -> Piece? {
        fetchFailures = 0
        fetch = .at(now)
        guard let piece = loading.take() else { return nil }
        let isSame = place?.segment == piece.following.segment
        taken = isSame ? taken + piece.duration : .zero
        nextDate = piece.date.map { WallClock(nanoseconds: $0.nanoseconds &+ piece.duration.nanoseconds) }
        place = piece.following
        settle()
        return piece
    }

    /// The part that was hinted at was loaded.
    mutating func handleHinted(_ bytes: [UInt8], at now: Instant) {
        fetchFailures = 0
        fetch = .at(now)
        hinted?.bytes = bytes
    }

    /// The part that was hinted at, with its octets, once the playlist has it.
    mutating func takeHinted(at now: Instant) -> (piece: Piece, bytes: [UInt8])? {
        guard let ready = hinted, let bytes = ready.bytes else { return nil }
        guard ready.place == place else {
            hinted = nil
            return nil
        }
        guard let next = nextPiece else { return nil }
        hinted = nil
        // What came to be may be something else after all. Then it is loaded like anything else.
        guard next.url == ready.url, next.range == nil, next.initialization == loadedInitialization else {
            return nil
        }
        loading = next
        return handleMedia(at: now).map { ($0, bytes) }
    }

    /// A request came to nothing.
    mutating func handleFailure(_ subject: Subject, at now: Instant) {
        if subject == .media, isHintUnderWay {
            // The server made something else of it, or has no answer to such requests.
            refusedHint = hinted?.url
            hinted = nil
            fetch = .at(now)
            return
        }
        let again = Errand.at(now.advanced(by: Self.pause))
        if subject == .playlist {
            reloadFailures += 1
            reload = again
        } else {
            fetchFailures += 1
            loading = nil
            fetch = again
        }
    }

    // MARK: Commands

    /// Goes on with another rendition of the same, from the next segment on.
    mutating func change(to url: ServerURL, at now: Instant) {
        self.url = url
        (playlist, edge) = (nil, nil)
        lastBytes = []
        (loadedInitialization, skippedInitialization) = (nil, nil)
        hinted = nil
        isChanging = true
        reload = .at(now)
    }

    /// The next request that is due; `nil` when there is none by now. Media is only wanted while `wantsMedia`.
    mutating func nextRequest(wantsMedia: Bool, at now: Instant) -> Wanted? {
        if case .at(let instant) = reload, instant <= now {
            reload = .underWay
            let query = directives(at: now)
            asked = now
            return Wanted(subject: .playlist, url: url.adding(query: query))
        }
        guard wantsMedia, case .at(let instant) = fetch, instant <= now else { return nil }
        guard let next = nextPiece else { return requestHinted() }
        fetch = .underWay
        if let initialization = next.initialization, initialization != loadedInitialization {
            loadingInitialization = initialization
            return initialization
        }
        loading = next
        return Wanted(subject: .media, url: next.url, range: next.range)
    }

    private mutating func requestHinted() -> Wanted? {
        guard let place, let url = nextHint else { return nil }
        hinted = Hinted(place: place, url: url)
        fetch = .underWay
        return Wanted(subject: .media, url: url)
    }

    /// Whether it went on from the live edge since this was asked last, as what was to follow was gone.
    mutating func takeLeap() -> Bool {
        defer { hasLeapt = false }
        return hasLeapt
    }

    // MARK: Loading again

    /// RFC 8216bis §6.3.4: with blocking reload at once, for what comes next; otherwise a target duration after the last
    /// request, or half of one when nothing was new.
    private mutating func scheduleReload(of playlist: ReadPlaylist, changed: Bool, at now: Instant) {
        if playlist.isEnded {
            reload = .done
        } else if isLowLatency, playlist.canBlockReload {
            // A server that answers at once all the same is not asked more often than it has parts.
            reload = changed ? .at(now) : .at(now.advanced(by: .milliseconds(100)))
        } else {
            let target = Duration.seconds(min(max(playlist.targetDuration ?? 0, 1), 3600))
            reload = .at(max(asked.advanced(by: changed ? target : target / 2), now))
        }
    }

    /// What is asked of the server beside the playlist (§6.2.5). After a failure nothing is: the stream may have begun anew.
    private func directives(at now: Instant) -> String {
        guard isLowLatency, reloadFailures == 0, let playlist, playlist.canBlockReload else { return "" }
        var directives: [String] = []
        if let next = HLSPlace(after: playlist) {
            directives.append("_HLS_msn=\(next.segment)")
            if playlist.partTarget != nil { directives.append("_HLS_part=\(next.part)") }
        }
        if let boundary = playlist.canSkipUntil,
            asked.duration(to: now).seconds < Double(boundary) / 1e5 * Self.skipShare
        {
            directives.append("_HLS_skip=YES")
        }
        return directives.joined(separator: "&")
    }

    /// Remembers the initialisation section of what a delta update leaves out, by the playlist before it.
    private mutating func noteSkipped(by update: ReadPlaylist) {
        guard update.skipped > 0 else {
            skippedInitialization = nil
            return
        }
        let first = update.mediaSequence &+ update.skipped
        if let last = playlist?.segments.last(where: { $0.number < first }) {
            skippedInitialization = initialization(of: last)
        }
    }

    private func initialization(of segment: ReadPlaylist.Segment) -> Wanted? {
        guard let uri = segment.initialization else { return skippedInitialization }
        return url.resolving(uri).map {
            Wanted(
                subject: .initialization, url: $0, range: segment.initializationRange.flatMap(Self.range))
        }
    }

    // MARK: Places

    /// Finds where the player is in a playlist that has just come. What was to follow may be gone from it; then it goes on
    /// where it would begin.
    private mutating func move(in playlist: ReadPlaylist) {
        guard let first = playlist.segments.first?.number, let last = playlist.segments.last?.number else {
            return
        }
        if isChanging, let same = playlist.segments.first(where: { isNext($0) }) {
            place = HLSPlace(segment: same.number, part: 0)
        }
        isChanging = false
        // What a delta update leaves out is there all the same.
        let oldest = min(playlist.mediaSequence, first)
        if let place, oldest <= place.segment, place.segment <= last &+ 1 { return }
        hasLeapt = place != nil
        place = HLSPlace(startOf: playlist, byParts: isLowLatency)
        taken = .zero
    }

    /// Whether a segment begins where what is there of another rendition ends. Their numbers need not be the same (RFC
    /// 8216bis §6.2.4), their dates are.
    private func isNext(_ segment: ReadPlaylist.Segment) -> Bool {
        guard let nextDate, let date = segment.date else { return false }
        let distance = Int64(date) &* 1_000_000 &- nextDate.nanoseconds
        return distance.magnitude < UInt64(max(segment.duration, 0)) * 5000
    }

    /// Leaves segments behind of which all is there, and those that the server does not have.
    private mutating func settle() {
        guard let playlist else { return }
        for segment in playlist.segments where segment.number == place?.segment {
            guard isThere(segment) || segment.isGap else { return }
            if segment.isGap { hasLeapt = true }
            place = HLSPlace(segment: segment.number &+ 1, part: 0)
            taken = .zero
        }
    }

    /// Whether all parts of the segment at `place` are there. They may not be listed any more.
    private func isThere(_ segment: ReadPlaylist.Segment) -> Bool {
        guard segment.uri != nil, let place, place.part > 0 else { return false }
        return segment.parts.isEmpty ? rest(of: segment) <= 0 : place.part >= segment.parts.count
    }

    /// How much of the segment at `place` is not there, where that is more than rounding, in the playlist's units.
    private func rest(of segment: ReadPlaylist.Segment) -> Int {
        let rest = segment.duration - Int(taken.seconds * 1e5)
        return rest > 1000 ? rest : 0
    }

    /// What is to be loaded next; `nil` while it is not there.
    private var nextPiece: Piece? {
        guard let playlist, let place else { return nil }
        return playlist.segments.first { $0.number == place.segment }.flatMap { piece(of: $0, at: place) }
    }

    /// The part that the server will have next, where that is what is missing here (RFC 8216bis §4.4.5.3, §6.2.6); `nil` when
    /// nothing is to be asked for ahead of its time.
    private var nextHint: ServerURL? {
        guard isLowLatency, hinted == nil, loadedInitialization != nil, let playlist, !playlist.isEnded,
            let place, place == HLSPlace(after: playlist)
        else { return nil }
        let hint = playlist.hint.flatMap { url.resolving($0) }
        return hint == refusedHint ? nil : hint
    }

    /// What comes next of a segment: all of it where it is finished and nothing of it is there, and else a part.
    private func piece(of segment: ReadPlaylist.Segment, at place: HLSPlace) -> Piece? {
        let behind = HLSPlace(segment: segment.number &+ 1, part: 0)
        if isLowLatency, place.part < segment.parts.count, place.part > 0 || segment.uri == nil {
            let part = segment.parts[place.part]
            let before = segment.parts.prefix(place.part).reduce(0) { $0 + $1.duration }
            return piece(
                part.uri, nil, part.duration, of: part.duration, segment.date.map { $0 + before / 100 },
                in: segment, HLSPlace(segment: segment.number, part: place.part + 1))
        }
        guard let uri = segment.uri, place.part == 0 || segment.parts.isEmpty else { return nil }
        // Of a segment whose parts are not listed any more all is loaded, and what was there already counts for nothing.
        return piece(
            uri, segment.byteRange, place.part == 0 ? segment.duration : rest(of: segment),
            of: segment.duration, segment.date, in: segment, behind)
    }

    private func piece(
        _ uri: String, _ range: String?, _ duration: Int, of whole: Int, _ date: Int?,
        in segment: ReadPlaylist.Segment, _ following: HLSPlace
    ) -> Piece? {
        url.resolving(uri).map { url in
            Piece(
                url: url, range: range.flatMap(Self.range), duration: .microseconds(duration * 10),
                wholeDuration: .microseconds(whole * 10),
                date: date.map { WallClock(nanoseconds: Int64($0) &* 1_000_000) },
                isNew: edge.map { HLSPlace(segment: segment.number, part: place?.part ?? 0) >= $0 } ?? false,
                initialization: initialization(of: segment),
                isDiscontinuous: segment.isDiscontinuous && place?.part == 0, following: following)
        }
    }

    /// `octets@offset` (§4.4.4.2). One without an offset follows the one before; only those with one are read.
    private static func range(_ text: String) -> ClosedRange<Int>? {
        let parts = text.split(separator: "@").map { Int($0) ?? -1 }
        guard parts.count == 2, parts[0] > 0, parts[1] >= 0, parts[0] < 1 << 40, parts[1] < 1 << 50 else {
            return nil
        }
        return parts[1]...parts[1] + parts[0] - 1
    }
}
