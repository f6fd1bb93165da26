import Media
import Packaging
import Simulation
import Testing
import Timing

/// A publisher on virtual time, and what a player sees of its stream: every playlist after every change, held against
/// the rules by itself and against the one before.
struct Broadcast {
    /// The stream.
    var packager: Packager
    /// What is announced.
    let kinds: Set<TrackKind>
    /// Where time is.
    private(set) var now = Instant.zero
    /// What the rules say of what was seen, each rule once a rendition.
    private(set) var complaints: Set<String> = []
    /// The last playlist of each rendition.
    private(set) var playlists: [RenditionName: String] = [:]
    /// How many updates there were, and when playlists were there first.
    private(set) var updates = 0, firstUpdate: Instant?
    /// The newest segment of each rendition when playlists were loaded last.
    private var lastSegments: [Int] = []
    /// When the publisher will answer a wish.
    private var keyframeDue: Instant?
    /// How pictures come.
    var frameInterval: Duration = .nanoseconds(33_333_333)
    /// How far capture times of pictures are from regular, at most.
    var jitter: Duration = .zero
    /// How often keyframes come by themselves; `nil` when only wishes bring them.
    var keyframeInterval: Duration?
    /// Whether somebody asks for the sound as AAC, and who makes it.
    var wantsAAC = false
    var encoder = PretendEncoder()
    /// Whether somebody asks for the pictures as H.264, and who makes them.
    var wantsH264 = false
    var film = PretendFilm()
    /// What the pictures are.
    var codec = Codec.h264
    /// Smaller layers that come beside the best, which is number 0, how much later each answers a wish than the one above it, and
    /// whether somebody asks for them.
    var layers = 0..<0
    var layerDelay = Duration.zero
    var wantsLayers = false
    private var layerKeyframesDue: [Int: Instant] = [:]
    /// Which clip's units.
    var clip = SampleFile.baseline
    /// Ticks that the publisher's clocks begin at.
    var firstTick: Int64 = 0xFFFF_0000
    /// When the next picture and the next sound are captured, and the last keyframe was.
    private var nextFrame = Instant.zero, nextSound = Instant.zero, lastKeyframe: Instant?
    /// Chance.
    private var generator = SeededGenerator(seed: 7)
    /// How long a unit is under way.
    static let delay = Duration.milliseconds(40)

    init(
        _ kinds: Set<TrackKind> = [.video, .audio], settings: PackagingSettings = PackagingSettings(),
        canAsk: Bool = true
    ) {
        self.kinds = kinds
        packager = Packager(
            kinds, settings: settings, canAskForKeyframes: canAsk, epoch: "e1",
            date: WallClock(seconds: 1_700_000_000), at: .zero)
    }

    /// Publishes for so long.
    mutating func run(
        for duration: Duration, video: Bool = true, audio: Bool = true
    ) {
        let end = now.advanced(by: duration)
        nextFrame = max(nextFrame, now)
        nextSound = max(nextSound, now)
        while true {
            let frame = video && kinds.contains(.video) ? nextFrame : .distantFuture
            let sound = audio && kinds.contains(.audio) ? nextSound : .distantFuture
            let next = min(
                frame, sound, encoder.nextDue, film.nextDue, packager.nextDeadline ?? .distantFuture)
            guard next < end else { break }
            now = max(now, next)
            if let unit = encoder.poll(at: now), let aac = Self.aac {
                packager.handleBridged(unit, aac, at: now)
            } else if let unit = film.poll(at: now) {
                packager.handleBridged(unit, film.configuration, at: now)
            } else if next == frame {
                sendFrame()
            } else if next == sound {
                sendSound()
            } else {
                packager.handleTimeout(at: now)
            }
            settle()
        }
        now = end
    }

    /// The publisher is gone.
    mutating func end() {
        packager.end()
        settle()
    }

    private mutating func sendFrame() {
        let wanted = keyframeDue.map { $0 <= now } ?? false
        let regular = keyframeInterval.map { interval in
            lastKeyframe.map { $0.duration(to: now) >= interval } ?? true
        }
        let isKey = wanted || regular ?? (lastKeyframe == nil)
        if isKey { (lastKeyframe, keyframeDue) = (now, nil) }
        let shake =
            jitter == .zero
            ? 0 : Int64(generator.next() % UInt64(jitter.nanoseconds * 2)) - jitter.nanoseconds
        let captured = now.advanced(by: .nanoseconds(shake) - Self.delay)
        packager.handle(
            AccessUnit(
                clip.units[isKey ? 0 : min(1, clip.units.count - 1)],
                decodeTime: firstTick + captured.nanoseconds * 9 / 100_000, captured: captured),
            of: .video, in: codec, at: now)
        if wantsH264 { packager.wantPictureBridge(at: now) }
        for layer in layers { sendFrame(ofLayer: layer, captured: captured) }
        nextFrame = now.advanced(by: frameInterval)
    }

    private mutating func sendFrame(ofLayer layer: Int, captured: Instant) {
        let isKey = layerKeyframesDue[layer].map { $0 <= now } ?? false
        if isKey { layerKeyframesDue[layer] = nil }
        packager.describe(
            (0..<layers.upperBound).map { number in
                LayerMeasure(
                    layer: number, isBest: number == 0,
                    size: PictureSize(width: 64 >> number, height: 64 >> number),
                    frameRate: 30_000, peak: 100_000 >> Int64(number), average: 90_000 >> Int64(number))
            })
        if wantsLayers { packager.want(layer: layer, at: now) }
        let units = SampleFile.baseline.units
        packager.handle(
            AccessUnit(
                units[isKey ? 0 : min(1, units.count - 1)],
                decodeTime: firstTick + captured.nanoseconds * 9 / 100_000, captured: captured),
            ofLayer: layer, in: .h264, at: now)
    }

    private mutating func sendSound() {
        let captured = now.advanced(by: .zero - Self.delay)
        packager.handle(
            AccessUnit(
                Self.sound, decodeTime: firstTick + captured.nanoseconds * 6 / 125_000, duration: 960,
                captured: captured),
            of: .audio, in: .opus, at: now)
        if wantsAAC { packager.wantBridge(at: now) }
        nextSound = now.advanced(by: .milliseconds(20))
    }

    private static let sound = SampleFile.opus.units[3]
    private static let aac = AACConfiguration(sampleRate: 48_000, channelCount: 2)

    private mutating func settle() {
        while let output = packager.pollOutput() {
            switch output {
            case .keyframeWanted(nil), .keyframeWanted(0):
                keyframeDue = keyframeDue ?? now.advanced(by: .milliseconds(60))
            case .keyframeWanted(let layer?):
                layerKeyframesDue[layer] =
                    layerKeyframesDue[layer] ?? now.advanced(by: .milliseconds(60) + layerDelay * layer)
            case .updated: look()
            case .bridgeWanted(let isWanted): encoder.want(isWanted)
            case .bridge(let units): encoder.take(units, at: now)
            case .pictureBridgeWanted: film.want(true)
            case .pictureBridgeEnded: film.want(false)
            case .pictureBridge(let units, _): film.take(units, at: now)
            }
        }
    }

    /// Loads every playlist again; every third time, and whenever there is another segment, since a debug build takes
    /// long to read them.
    private mutating func look() {
        guard let snapshot = packager.snapshot else { return }
        updates += 1
        firstUpdate = firstUpdate ?? now
        let bridged = [RenditionName.aac, .h264]
        for name in bridged where snapshot.rendition(name) == nil { playlists[name] = nil }
        // What is not for players is held against no rule.
        let tracks = snapshot.renditions.filter { snapshot.rendition($0.name.text) != nil }
        let renditions = tracks + bridged.compactMap { snapshot.rendition($0) }
        let newest = renditions.map(\.position.segment)
        guard newest != lastSegments || updates % 3 == 0 || packager.isEnded else { return }
        let isAnother = newest != lastSegments
        lastSegments = newest
        if isAnother { note(PlaylistLinter.complaints(about: snapshot.multivariantPlaylist), "multivariant") }
        note(PlaylistLinter.complaints(across: renditions.map { $0.playlist() }), "across")
        for rendition in renditions {
            let text = rendition.playlist()
            guard text != playlists[rendition.name] else { continue }
            if let before = playlists[rendition.name] {
                note(PlaylistLinter.complaints(about: text, after: before), rendition.name.text)
            } else {
                note(PlaylistLinter.complaints(about: text), rendition.name.text)
            }
            playlists[rendition.name] = text
            guard isAnother else { continue }
            note(PlaylistLinter.complaints(about: rendition.playlist(isDelta: true)), "delta")
            if let keyframes = rendition.keyframePlaylist {
                note(PlaylistLinter.complaints(about: keyframes), "keyframes")
            }
        }
    }

    private mutating func note(_ found: [PlaylistLinter.Complaint], _ what: String) {
        for complaint in found { complaints.insert("\(what): \(complaint.rule.rawValue)") }
    }

    /// What a player reads of a rendition now.
    func read(_ kind: TrackKind) -> ReadPlaylist { read(RenditionName(kind)) }

    /// What a player reads of a rendition now.
    func read(_ name: RenditionName) -> ReadPlaylist { ReadPlaylist(playlists[name] ?? "") }
}
