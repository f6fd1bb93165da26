public import Bytes
public import Media
public import Timing

/// Makes segments, parts and playlists of one stream's access units, all on one clock.
///
///     measuring ── every announced track was seen, and long enough ──► live ── end ──► ended
///
/// The first announced track leads: pictures where there are any. It decides where segments end, at its keyframes, and
/// the others follow at the same moments; sound is held back a little so that it has not passed the place already.
/// When the leader stalls, segments end by time, and those without anything in them are gaps.
///
/// Invariants:
/// 1. Targets are fixed when the stream becomes live and never change.
/// 2. Segments of the same number begin at the same moment in every rendition, or a unit later.
/// 3. A segment of pictures begins with a keyframe or is a gap.
///
/// One mutation, then `pollOutput` until it is `nil`, then the next.
public struct Packager {
    /// What the owner has to do.
    public enum Output: Hashable, Sendable {
        /// Ask the publisher for a keyframe of a layer, by default of the best, if its budget allows. It is said again with each
        /// unit until it comes.
        case keyframeWanted(layer: Int?)
        /// Make AAC of the sound units that are handed out from now on, and give it back by `handleBridged`; or make it no more.
        case bridgeWanted(Bool)
        /// Units of the sound, on the timeline: in ticks of its sampling rate.
        case bridge([AccessUnit])
        /// Make H.264 of the pictures that are handed out from now on, about so many in a thousand seconds of which none may last
        /// longer than so many ticks of 90 kHz, and give it back by `handleBridged`; or make it no more.
        case pictureBridgeWanted(frameRate: Int, longest: Int64)
        case pictureBridgeEnded
        /// Pictures in a codec, on the timeline: in ticks of 90 kHz.
        case pictureBridge([AccessUnit], Codec)
        /// `snapshot` has more in it than before.
        case updated
    }

    /// How the stream is cut.
    public let settings: PackagingSettings
    /// A word that no other life of the stream has in its names, since caches keep what has a name for ever.
    public let epoch: String
    /// The media sequence number of the first segment.
    private let firstNumber: Int
    /// Makes finished segments what is sent.
    private let sharing: Sharing
    /// What is announced.
    public let kinds: [TrackKind]
    /// Whether keyframes can be asked for.
    private let canAsk: Bool
    /// The beginning of the timeline, on our axis and by the wall clock.
    private let origin: Instant
    private let date: WallClock
    /// The layers of its pictures.
    private var ladder: Ladder
    /// Who asks for the sound and the pictures in another codec.
    private var soundDemand = BridgeDemand(), pictureDemand = BridgeDemand()
    /// The sound of the last while, and the pictures since the last keyframe, where they may be wanted in another codec.
    private var memory = SoundMemory(), pictureMemory = PictureMemory()
    /// The moments that were marked, and how many there ever were.
    private var markers: [Marker] = []
    private var markerCount = 0
    /// What comes in of each track.
    private var feeds: [TrackKind: TrackFeed] = [:]
    /// Units that came before it was known how to cut them, in order of arrival.
    private var measured: [(kind: TrackKind, unit: TimedUnit)] = []
    /// When the first of them came.
    private var firstArrival: Instant?
    /// What is made, once the stream is live.
    private var live: LiveStream?
    /// Whether nothing comes any more.
    public private(set) var isEnded = false
    /// What the owner has to do.
    private var outputs: [Output] = []

    /// Makes octets what any number of players are sent.
    public typealias Sharing = @Sendable ([UInt8]) -> SharedBytes

    /// How many marked moments are kept.
    private static let mostMarkers = 256
    /// How long a unit of AAC lasts: 1,024 samples.
    private static let bridgedFrame: Int64 = 21_333_333
    /// How long a picture may last, in ticks, because others are left out that a transcoder is too slow for.
    private static let longestBridgedPicture: Int64 = 22_500
    /// How long before the stream's beginning its timeline begins: what comes first was captured earlier.
    private static let lead = Duration.seconds(10)
    /// How long before it is shown a moment may be marked.
    private static let longestNotice = Duration.seconds(3600)

    /// A stream that begins now, of these tracks; there is at least one. Who lets one stream live several times numbers
    /// the segments of each life beyond those of the one before: players that have not noticed go on then, and caches
    /// have no answer of another life.
    public init(
        _ kinds: Set<TrackKind>, settings: PackagingSettings = PackagingSettings(), canAskForKeyframes: Bool,
        epoch: String, firstNumber: Int = 0, date: WallClock, at now: Instant,
        sharing: @escaping Sharing = { SharedBytes($0) }
    ) {
        precondition(!kinds.isEmpty, "a stream has tracks")
        self.kinds = kinds.sorted { $0.rawValue < $1.rawValue }
        self.settings = settings
        self.epoch = epoch
        self.firstNumber = firstNumber
        self.sharing = sharing
        self.date = WallClock(nanoseconds: date.nanoseconds &- Self.lead.nanoseconds)
        canAsk = canAskForKeyframes
        origin = now.advanced(by: .zero - Self.lead)
        ladder = Ladder(origin: origin)
        // The first second of it is measured: a publisher that sends no keyframe by itself is asked at once.
        if kinds.contains(.video), canAsk { outputs.append(.keyframeWanted(layer: nil)) }
    }

    // MARK: Getters

    /// The stream as it can be served; `nil` while it is measured.
    public var snapshot: StreamSnapshot? {
        live.map {
            StreamSnapshot(
                $0, ladder, markers, epoch: epoch, isEnded: isEnded,
                bridge: bridgedSound.map { ($0, soundDemand.unused) }, pictures: pictureOffer)
        }
    }

    /// The codec that a track comes in; `nil` before its first unit.
    public func codec(of kind: TrackKind) -> Codec? { feeds[kind]?.codec }

    /// Whether units of a layer are of use beside those of the best: somebody asks for its rendition, or nothing is known of
    /// its codec.
    public func needs(layer: Int, isBest: Bool) -> Bool { !isEnded && ladder.needs(layer, isBest: isBest) }

    /// Whether the stream is live without a track of this kind, which was announced and did not come while it was measured.
    public func lacks(_ kind: TrackKind) -> Bool {
        guard !isEnded, kinds.contains(kind), let live else { return false }
        return !live.renditions.contains { $0.kind == kind }
    }

    /// How many bits a second the sound has as AAC; `nil` when it is not made, or has no need of it.
    private var bridgedSound: Int? {
        // What has come to an end is made no more.
        guard !isEnded || live?.bridge != nil else { return nil }
        return feeds[.audio]?.codec == .opus ? settings.bridgedSound : nil
    }

    /// The pictures as H.264; `nil` when they are not made, or have no need of it.
    private var pictureOffer: PictureOffer? {
        guard let live, let codec = feeds[.video]?.codec, settings.bridgedPictures.contains(codec),
            // What has come to an end is made no more; what players cannot take is none of theirs all the same.
            !isEnded || live.pictures != nil || codec == .vp8,
            let size = live.renditions[0].configuration?.pictureSize,
            let target = H264Target(of: size, frameRate: bridgedFrameRate)
        else { return nil }
        return PictureOffer(
            target: target, unused: pictureDemand.unused, oldest: pictureMemory.oldest, isOnly: codec == .vp8)
    }

    /// How many pictures come in a thousand seconds, about: as many as when the stream was measured.
    private var bridgedFrameRate: Int { Int(1_000_000_000_000 / max(live?.usualFrame ?? 1, 1)) }

    /// When `handleTimeout` has something to do.
    public var nextDeadline: Instant? {
        guard !isEnded else { return nil }
        return live?.nextDeadline ?? firstArrival.map { $0.advanced(by: measuringLimit) }
    }

    // MARK: What arrives

    /// Takes a unit of a track, whose times are in ticks of its codec's clock: 90 kHz for pictures, the sampling rate
    /// for sound. A codec that tells its configuration outside of its units gives it here, with each of them; sound keeps
    /// the sampling rate that it began with.
    public mutating func handle(
        _ unit: AccessUnit, of kind: TrackKind, in codec: Codec, configuration: CodecConfiguration? = nil,
        at now: Instant
    ) {
        guard !isEnded, kinds.contains(kind), codec.isVideo == (kind == .video) else { return }
        if feeds[kind] == nil { feeds[kind] = TrackFeed(codec, configuration: configuration, origin: origin) }
        if feeds[kind]?.codec != codec { feeds[kind]?.restart(codec, configuration: configuration) }
        if let configuration { feeds[kind]?.announce(configuration) }
        guard let timed = feeds[kind]?.take(unit, at: now) else {
            if kind == .video { wishKeyframe(of: nil) }
            return
        }
        if kind == .audio, bridgedSound != nil { remember(timed.unit) }
        if kind == .video { remember(picture: timed.unit, codec) }
        if live != nil {
            live?.handle(timed, of: kind, at: now)
            settle(at: now)
        } else {
            firstArrival = firstArrival ?? now
            measured.append((kind, timed))
            beginIfMeasured(at: now)
        }
    }

    /// Takes a unit of a layer, whether that is the best or not; its times are in ticks of 90 kHz.
    public mutating func handle(_ unit: AccessUnit, ofLayer layer: Int, in codec: Codec, at now: Instant) {
        guard !isEnded, kinds.contains(.video), codec.isVideo else { return }
        guard let timed = ladder.take(unit, of: layer, in: codec, at: now) else {
            wishKeyframe(of: layer)
            return
        }
        live?.handle(timed, ofLayer: layer, at: now)
        settle(at: now)
    }

    /// Takes a unit that was made of the sound, on the same timeline; what was not asked for is left out.
    public mutating func handleBridged(
        _ unit: AccessUnit, _ configuration: AACConfiguration, at now: Instant
    ) {
        guard !isEnded, soundDemand.isThere, unit.decodeTime.magnitude < 1 << 48, unit.duration == 1024,
            configuration.sampleRate == 48_000, configuration.channelCount == 2
        else { return }
        live?.handleBridged(
            TimedUnit(unit: unit, configuration: .aac(configuration), isJump: false), at: now)
        settle(at: now)
    }

    /// Takes a unit that was made of the pictures, on the same timeline; what was not asked for is left out.
    public mutating func handleBridged(
        _ unit: AccessUnit, _ configuration: H264Configuration, at now: Instant
    ) {
        guard !isEnded, pictureDemand.isThere, unit.decodeTime.magnitude < 1 << 48,
            unit.compositionOffset == 0, !unit.bytes.isEmpty
        else { return }
        live?.handleBridgedPicture(
            TimedUnit(unit: unit, configuration: .h264(configuration), isJump: false), at: now)
        settle(at: now)
    }

    /// Takes what was measured of all layers that come now, the best among them.
    public mutating func describe(_ layers: [LayerMeasure]) { ladder.describe(layers) }

    /// Ends segments that no unit will end.
    public mutating func handleTimeout(at now: Instant) {
        guard !isEnded else { return }
        if live == nil { beginIfMeasured(at: now) }
        live?.handleTimeout(at: now)
        settle(at: now)
    }

    // MARK: Commands

    /// What comes from now on is of another source: the publisher is back, or its numbers began anew.
    public mutating func restart(_ kind: TrackKind) {
        guard let codec = feeds[kind]?.codec else { return }
        feeds[kind]?.restart(codec, configuration: nil)
    }

    /// What comes of a layer from now on is of another source, or what came before it was left out.
    public mutating func restart(layer: Int) { ladder.restart(layer) }

    /// Somebody asks for the rendition of a layer. It is made from its next keyframe on, for as long as somebody does.
    public mutating func want(layer: Int, at now: Instant) {
        guard !isEnded, let live, let measure = ladder.measure(of: layer) else { return }
        ladder.want(layer, at: now)
        guard !live.layers.contains(where: { $0.layer == layer }) else { return }
        begin(measure)
        settle(at: now)
    }

    /// Somebody asks for the sound as AAC. It is made for as long as somebody does, from a few segments ago on.
    public mutating func wantBridge(at now: Instant) {
        guard !isEnded, let live, bridgedSound != nil, soundDemand.note(at: now) else { return }
        let rendition = Rendition(
            .audio, rate: 48_000, targets: live.targets, usualFrame: Self.bridgedFrame,
            segment: settings.segment, window: settings.window, epoch: date, firstNumber: 0,
            firstInitialization: soundDemand.unused.initialization, sharing: sharing)
        let start = self.live?.begin(
            rendition, unused: soundDemand.unused.segment,
            since: memory.oldest.map { rendition.nanoseconds($0) },
            at: now)
        outputs.append(.bridgeWanted(true))
        outputs.append(.bridge(Array(memory.units(since: start?.ticks(rate: 48_000) ?? 0))))
    }

    /// Somebody asks for the pictures as H.264. They are made for as long as somebody does, from the last segment on.
    public mutating func wantPictureBridge(at now: Instant) {
        guard !isEnded, let live, let codec = feeds[.video]?.codec, let offer = pictureOffer,
            pictureDemand.note(at: now)
        else { return }
        let targets = live.targets.withPicturesLeftOut(usualFrame: live.usualFrame)
        let rendition = Rendition(
            .video, rate: 90_000, targets: targets, usualFrame: live.usualFrame, segment: settings.segment,
            window: settings.window, epoch: date, firstNumber: 0,
            firstInitialization: offer.unused.initialization, sharing: sharing)
        let start = self.live?.beginPictures(
            rendition, unused: offer.unused.segment,
            since: pictureMemory.oldest.map { rendition.nanoseconds($0) }, at: now)
        let longest = min(Self.longestBridgedPicture, targets.longestPart.ticks(rate: 90_000))
        outputs.append(.pictureBridgeWanted(frameRate: bridgedFrameRate, longest: longest))
        let units = pictureMemory.units(since: start?.ticks(rate: 90_000) ?? 0)
        outputs.append(.pictureBridge(Array(units), codec))
    }

    /// Marks a moment; playlists tell it. `nil` when they cannot (`Marker.init`), or when it is not of the stream: before its
    /// beginning, or more than an hour to come.
    public mutating func mark(
        _ title: String, at date: WallClock, lasting duration: Duration = .zero, now: WallClock
    ) -> Marker? {
        guard live != nil, !isEnded, date >= self.date,
            date.nanoseconds <= now.nanoseconds &+ Self.longestNotice.nanoseconds,
            let marker = Marker(
                id: "\(epoch)-\(markerCount + 1)", title: title, date: date, duration: duration)
        else { return nil }
        markerCount += 1
        markers.append(marker)
        if markers.count > Self.mostMarkers { markers.removeFirst() }
        outputs.append(.updated)
        return marker
    }

    /// Nothing comes any more. Playlists say so.
    public mutating func end() {
        guard !isEnded else { return }
        isEnded = true
        live?.finish()
        if live != nil { outputs.append(.updated) }
    }

    // MARK: Outputs

    /// What to do next.
    public mutating func pollOutput() -> Output? {
        outputs.isEmpty ? nil : outputs.removeFirst()
    }

    // MARK: Measuring

    /// Goes live once enough was seen to fix the targets.
    private mutating func beginIfMeasured(at now: Instant) {
        guard let firstArrival else { return }
        let age = firstArrival.duration(to: now)
        // A second shows how frames are spaced, unless there are hardly any.
        let isClear = seen.count == kinds.count && age >= .seconds(1) && hasManyFrames
        guard isClear || age >= measuringLimit, let leader = seen.first else { return }
        begin(leader: leader, at: now)
    }

    /// The announced tracks of which something came.
    private var seen: [TrackKind] { kinds.filter { kind in measured.contains { $0.kind == kind } } }

    /// How long is measured at most: longer while a track is missing.
    private var measuringLimit: Duration {
        seen.count == kinds.count ? PackagingSettings.measuringTime : PackagingSettings.arrivalTime
    }

    private var hasManyFrames: Bool { measured.count { $0.kind == kinds[0] } >= 8 }

    private mutating func begin(leader: TrackKind, at now: Instant) {
        let (units, seen) = (measured, seen)
        measured = []
        guard let clock = feeds[leader]?.clock else { return }
        let led = units.filter { $0.kind == leader }.map(\.unit.unit)
        let measure = SourceMeasure(
            times: led.map { clock.nanoseconds($0.decodeTime) },
            syncs: led.filter(\.isSync).map { clock.nanoseconds($0.decodeTime) },
            canAsk: canAsk || leader == .audio)
        let targets = Targets(measure, settings)
        let renditions = seen.compactMap { kind -> Rendition? in
            guard let rate = feeds[kind]?.clock.rate else { return nil }
            return Rendition(
                kind, rate: rate, targets: targets,
                usualFrame: kind == leader ? measure.usualFrame : SourceMeasure().usualFrame,
                segment: settings.segment, window: settings.window, epoch: date, firstNumber: firstNumber,
                sharing: sharing)
        }
        var stream = LiveStream(
            renditions, targets: targets, settings: settings, origin: origin, measure, at: now)
        for (kind, unit) in units { stream.handle(unit, of: kind, at: now) }
        live = stream
        settle(at: now)
    }

    private mutating func settle(at now: Instant) {
        endIdleBridges(at: now)
        for layer in ladder.idle(at: now) {
            guard let ended = live?.end(layer: layer) else { continue }
            ladder.forget(layer, unused: ended.rendition.unusedNumbers)
        }
        guard let changes = live?.takeChanges() else { return }
        if changes.isMore { outputs.append(.updated) }
        for layer in changes.keyframes { wishKeyframe(of: layer) }
    }

    private mutating func wishKeyframe(of layer: Int?) {
        if canAsk { outputs.append(.keyframeWanted(layer: layer)) }
    }

    // MARK: Other codecs

    private mutating func remember(_ sound: AccessUnit) {
        memory.append(sound)
        if soundDemand.isThere { outputs.append(.bridge([sound])) }
    }

    private mutating func remember(picture: AccessUnit, _ codec: Codec) {
        guard settings.bridgedPictures.contains(codec) else {
            // The publisher has changed to one that needs none.
            if pictureDemand.isThere { endPictures() }
            return
        }
        let segments = live?.renditions.first?.segments.suffix(LiveStream.bridgedPictureSegments)
        pictureMemory.append(picture, since: segments?.first?.start ?? .min)
        if pictureDemand.isThere { outputs.append(.pictureBridge([picture], codec)) }
    }

    private mutating func endIdleBridges(at now: Instant) {
        if soundDemand.isIdle(at: now) {
            outputs.append(.bridgeWanted(false))
            soundDemand.end(live?.endBridge()?.rendition.unusedNumbers)
        }
        if pictureDemand.isIdle(at: now) { endPictures() }
    }

    private mutating func endPictures() {
        outputs.append(.pictureBridgeEnded)
        pictureDemand.end(live?.endPictures()?.rendition.unusedNumbers)
    }

    // MARK: Layers

    /// Begins the rendition of a layer. It has the target duration of the others (RFC 8216bis §6.2.4), and parts as its own
    /// pictures allow.
    private mutating func begin(_ measure: LayerMeasure) {
        guard let live else { return }
        let unused = ladder.unusedNumbers(of: measure.layer)
        let usualFrame = measure.frameRate.map { 1_000_000_000_000 / Int64(max($0, 1)) } ?? live.usualFrame
        let place = live.place
        let rendition = Rendition(
            .video, rate: 90_000, targets: live.targets.with(usualFrame: usualFrame),
            usualFrame: usualFrame, segment: settings.segment, window: settings.window, epoch: date,
            firstNumber: 0, firstInitialization: unused.initialization, sharing: sharing)
        self.live?.begin(
            LayerRendition(
                measure.layer, rendition, usualFrame: usualFrame,
                place: (max(place.segment, unused.segment), place.period)))
    }
}
