internal import Media
internal import Timing

/// The renditions of a stream while it is live, and where they are cut.
struct LiveStream {
    /// The leader first.
    private(set) var renditions: [Rendition]
    /// The layers beside the best that anybody asks for.
    private(set) var layers: [LayerRendition] = []
    /// The sound in another codec, while anybody asks for it.
    private(set) var bridge: SoundBridge?
    /// The pictures in another codec, while anybody asks for them.
    private(set) var pictures: PictureBridge?
    /// What their playlists promise.
    let targets: Targets
    /// How the stream is cut.
    private let settings: PackagingSettings
    /// The beginning of the timeline.
    private let origin: Instant
    /// How long most of the leader's frames last, in nanoseconds.
    let usualFrame: Int64
    /// When the present segment began, and how far the leader is, in nanoseconds of the timeline.
    private var segmentStart: Int64?
    private var leaderTime: Int64 = 0
    /// How many segments were ended: the first few are short, since somebody waits for them.
    private var cuts = 0
    /// Whether the leader's units are of no use up to its next keyframe.
    private var awaitsKeyframe = true
    /// Whether the next boundary must be a discontinuity.
    private var isBroken = false
    /// Units of others that wait for the leader, each with when it has waited long enough.
    private var held: [(kind: TrackKind, unit: TimedUnit, until: Instant)] = []
    /// When anything came last.
    private var lastArrival: Instant
    /// What changed since it was asked last: whether there is more, whether the leader wants a keyframe, and whether its segment
    /// is to end, so that all do.
    private var changes = (isMore: false, wantsKeyframe: false, isDue: false)

    /// With how many segments the sound in another codec begins: three that are whole, which is what players begin with.
    static let bridgedSegments = 4
    /// With how many segments the pictures in another codec begin: one that is whole, and the present one.
    static let bridgedPictureSegments = 2
    /// How much sound there may be from before the first picture.
    static let mostEarly: Int64 = 20_000_000

    init(
        _ renditions: [Rendition], targets: Targets, settings: PackagingSettings, origin: Instant,
        _ measure: SourceMeasure, at now: Instant
    ) {
        self.renditions = renditions
        self.targets = targets
        self.settings = settings
        self.origin = origin
        usualFrame = measure.usualFrame
        lastArrival = now
    }

    // MARK: Getters

    /// When `handleTimeout` has something to do: for units that are held back, or a stream that stands still.
    var nextDeadline: Instant {
        layers.reduce(
            min(
                held.first?.until ?? .distantFuture, bridge?.nextDeadline ?? .distantFuture,
                pictures?.nextDeadline ?? .distantFuture,
                lastArrival.advanced(by: .seconds(targets.segmentSeconds)))
        ) { min($0, $1.nextDeadline) }
    }

    /// What changed since it was asked last: whether there is more, and of which layers a keyframe is wanted, `nil` being the
    /// best.
    mutating func takeChanges() -> (isMore: Bool, keyframes: [Int?]) {
        var keyframes: [Int?] = changes.wantsKeyframe || changes.isDue ? [nil] : []
        for index in layers.indices where layers[index].takeWish() || changes.isDue {
            keyframes.append(layers[index].layer)
        }
        defer { changes = (false, false, false) }
        return (changes.isMore, keyframes)
    }

    /// The number of the segment that is being made, and that of its period.
    var place: (segment: Int, period: Int) {
        (renditions[0].current, renditions[0].segments.last?.period.number ?? 0)
    }

    private var leader: TrackKind { renditions[0].kind }

    // MARK: What arrives

    mutating func handle(_ unit: TimedUnit, of kind: TrackKind, at now: Instant) {
        guard let index = renditions.firstIndex(where: { $0.kind == kind }) else { return }
        lastArrival = now
        if index == 0 {
            lead(unit, at: now)
        } else {
            if unit.isJump { loseContinuity() }
            held.append((kind, unit, now.advanced(by: settings.patience)))
        }
        releaseHeld(at: now)
        forceOverdue()
    }

    /// Takes a unit of a layer beside the best.
    mutating func handle(_ unit: TimedUnit, ofLayer layer: Int, at now: Instant) {
        guard let index = layers.firstIndex(where: { $0.layer == layer }) else { return }
        layers[index].handle(unit, until: now.advanced(by: settings.patience))
        releaseHeld(at: now)
    }

    /// Takes a unit of the sound in another codec.
    mutating func handleBridged(_ unit: TimedUnit, at now: Instant) {
        bridge?.handle(unit, leader: leaderTime, until: now.advanced(by: settings.patience))
        releaseHeld(at: now)
    }

    /// Takes a unit of the pictures in another codec.
    mutating func handleBridgedPicture(_ unit: TimedUnit, at now: Instant) {
        pictures?.handle(unit, leader: leaderTime, until: now.advanced(by: settings.patience))
        releaseHeld(at: now)
    }

    mutating func handleTimeout(at now: Instant) {
        releaseHeld(at: now)
        if lastArrival.duration(to: now) >= .seconds(targets.segmentSeconds) { standStill(at: now) }
        forceOverdue()
    }

    // MARK: Commands

    /// A layer is packaged from now on.
    mutating func begin(_ layer: LayerRendition) { layers.append(layer) }

    /// A layer is packaged no longer; returns it as it was.
    mutating func end(layer: Int) -> LayerRendition? {
        layers.firstIndex { $0.layer == layer }.map { layers.remove(at: $0) }
    }

    /// The sound in another codec is packaged as this rendition, with numbers that were not used, from a few segments ago on where
    /// it is known since then; returns when that is, in nanoseconds of the timeline.
    mutating func begin(_ rendition: Rendition, unused: Int, since oldest: Int64?, at now: Instant) -> Int64 {
        let (place, start, boundaries) = past(Self.bridgedSegments, since: oldest)
        bridge = SoundBridge(
            rendition, place: (max(place.segment, unused), place.period), start: start,
            boundaries: boundaries, at: now)
        return start
    }

    /// So many of the leader's last segments, but none from before a moment: the first one's number, period and start, and where the
    /// others begin; nanoseconds of the timeline.
    private func past(
        _ count: Int, since oldest: Int64?
    ) -> (place: (segment: Int, period: Int), start: Int64, boundaries: [Boundary]) {
        let leader = renditions[0]
        let recent = leader.segments.suffix(count)
        let known = recent.drop { segment in oldest.map { leader.nanoseconds(segment.start) < $0 } ?? true }
        let segments = known.isEmpty ? recent.suffix(1) : known
        let boundaries = segments.dropFirst().map {
            Boundary(time: leader.nanoseconds($0.start), isDiscontinuous: $0.isDiscontinuous)
        }
        return (
            segments.first.map { ($0.number, $0.period.number) } ?? place,
            segments.first.map { leader.nanoseconds($0.start) } ?? leaderTime, boundaries
        )
    }

    /// It is not any longer; returns it as it was.
    mutating func endBridge() -> SoundBridge? { bridge.take() }

    /// The pictures in another codec are packaged as this rendition, with numbers that were not used, from the segment on that the
    /// leader ended last where they are known since then; returns when that is, in nanoseconds of the timeline.
    mutating func beginPictures(
        _ rendition: Rendition, unused: Int, since oldest: Int64?, at now: Instant
    ) -> Int64 {
        let (place, start, boundaries) = past(Self.bridgedPictureSegments, since: oldest)
        pictures = PictureBridge(
            rendition, usualFrame: usualFrame, place: (max(place.segment, unused), place.period),
            boundaries: boundaries, at: now)
        return start
    }

    /// They are not any longer; returns them as they were.
    mutating func endPictures() -> PictureBridge? { pictures.take() }

    /// Nothing comes any more.
    mutating func finish() {
        for each in held { append(each.unit, of: each.kind) }
        held = []
        for index in renditions.indices { renditions[index].finish() }
        for index in layers.indices { layers[index].finish() }
        bridge?.finish()
        pictures?.finish()
    }

    // MARK: The leader

    private mutating func lead(_ unit: TimedUnit, at now: Instant) {
        let time = renditions[0].nanoseconds(unit.unit.decodeTime)
        if unit.isJump || isHole(before: time) {
            loseContinuity()
            renditions[0].endPending(at: nil)
        }
        if let start = segmentStart, !unit.unit.isSync, time + usualFrame - start > targets.longestSegment {
            loseContinuity()
            renditions[0].endPending(at: time)
        }
        guard unit.unit.isSync || !awaitsKeyframe else {
            changes.wantsKeyframe = true
            return
        }
        if unit.unit.isSync { consider(unit, at: time) }
        leaderTime = time
        awaitsKeyframe = false
        append(unit, of: leader)
        if leader == .video, let start = segmentStart, time - start >= wantedDuration {
            changes.isDue = true
        }
    }

    /// Whether the leader's last frame would last longer than a part may.
    private func isHole(before time: Int64) -> Bool {
        // Sound that pauses is filled with silence, for a while.
        let longest = leader == .video ? targets.longestPart : 2_000_000_000
        return segmentStart != nil && !awaitsKeyframe && time - leaderTime > longest
    }

    /// Ends the segment before a keyframe when it is long enough, or when it must.
    private mutating func consider(_ unit: TimedUnit, at time: Int64) {
        guard let start = segmentStart else {
            segmentStart = time
            for index in renditions.indices { renditions[index].begin(at: time) }
            return
        }
        let isAnother = renditions[0].configuration != unit.configuration
        guard isBroken || isAnother || time - start >= wantedDuration - usualFrame / 2 else { return }
        cut(at: time, isDiscontinuous: isBroken || isAnother)
        isBroken = false
    }

    /// A second, two, and then what was set: the first viewer waits for the first segment.
    private var wantedDuration: Int64 {
        let full = settings.segment.nanoseconds
        return switch cuts {
        case 0: min(full, 1_000_000_000)
        case 1: min(full, 2_000_000_000)
        default: full
        }
    }

    /// What was made so far and what comes do not fit together.
    private mutating func loseContinuity() {
        guard segmentStart != nil else { return }
        isBroken = true
        if leader == .video {
            awaitsKeyframe = true
            changes.wantsKeyframe = true
        }
    }

    private mutating func cut(at time: Int64, isDiscontinuous: Bool) {
        let boundary = Boundary(time: time, isDiscontinuous: isDiscontinuous)
        for index in renditions.indices { renditions[index].cut(at: boundary) }
        for index in layers.indices { layers[index].cut(at: boundary) }
        bridge?.cut(at: boundary)
        pictures?.cut(at: boundary)
        segmentStart = time
        cuts += 1
    }

    // MARK: The others

    /// Lets units go that the leader has passed, or that have waited long enough.
    private mutating func releaseHeld(at now: Instant) {
        for index in layers.indices where layers[index].release(upTo: leaderTime, at: now) {
            changes.isMore = true
        }
        if bridge?.release(upTo: leaderTime, at: now) == true { changes.isMore = true }
        if pictures?.release(upTo: leaderTime, at: now) == true { changes.isMore = true }
        while let first = held.first {
            let rendition = renditions.first { $0.kind == first.kind }
            let time = rendition?.nanoseconds(first.unit.unit.decodeTime) ?? 0
            guard (time < leaderTime && segmentStart != nil) || first.until <= now else { return }
            held.removeFirst()
            // Sound from before the first picture would begin a rendition earlier than the others.
            guard let start = segmentStart, time >= start - Self.mostEarly || cuts > 0 else { continue }
            cutByTime(time)
            append(first.unit, of: first.kind)
        }
    }

    /// Ends the segment without the leader when that is lost and others go on.
    private mutating func cutByTime(_ time: Int64) {
        guard let start = segmentStart, time - start >= targets.longestSegment - 1_000_000_000 else { return }
        guard awaitsKeyframe || time - leaderTime > targets.longestPart else { return }
        loseContinuity()
        // Where the leader ended is not where the gap begins.
        cut(at: time, isDiscontinuous: renditions[0].hasParts)
    }

    private mutating func append(_ unit: TimedUnit, of kind: TrackKind) {
        guard let index = renditions.firstIndex(where: { $0.kind == kind }) else { return }
        if renditions[index].append(unit) { changes.isMore = true }
    }

    /// Ends segments of those who are long past due: the leader, which would have cut itself, and followers that are a
    /// second behind.
    private mutating func forceOverdue() {
        for index in renditions.indices {
            while let boundary = renditions[index].nextBoundary,
                index == 0 ? awaitsKeyframe : leaderTime - boundary.time > 1_000_000_000
            {
                if renditions[index].forceBoundary() { changes.isMore = true }
            }
        }
    }

    /// Nothing came for as long as a segment may last: all renditions get a gap, so that players go on waiting.
    private mutating func standStill(at now: Instant) {
        lastArrival = now
        guard segmentStart != nil else { return }
        loseContinuity()
        let time = max(origin.duration(to: now).nanoseconds, (segmentStart ?? 0) + 1)
        cut(at: time, isDiscontinuous: renditions[0].hasParts)
        leaderTime = max(leaderTime, time)
        for index in renditions.indices where renditions[index].forceBoundary() { changes.isMore = true }
        if bridge?.standStill() == true { changes.isMore = true }
        if pictures?.standStill() == true { changes.isMore = true }
    }
}
