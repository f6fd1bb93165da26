public import Bytes
internal import Media
internal import Timing

/// One rendition as it can be served at one moment.
public struct RenditionSnapshot: Sendable {
    /// What it is of.
    public private(set) var name: RenditionName
    /// The segments of the playlist, the last one perhaps unfinished.
    public private(set) var segments: [Segment]
    /// The last part there is.
    public let position: PartPosition
    /// Whether nothing comes any more.
    public let isEnded: Bool
    /// What the playlist promises.
    public let targets: Targets
    /// Segments that left the playlist.
    private let retired: [Segment]
    /// Initialisation sections.
    private(set) var initializations: [Initialization]
    /// What things are called.
    let names: ResourceNames
    /// How far the others are.
    let reports: [RenditionReport]
    /// The stream's marked moments.
    private let markers: [Marker]
    /// How many discontinuities left the playlist.
    let discontinuitySequence: Int
    /// Ticks a second.
    let rate: Int64
    /// Bits a second.
    private(set) var rates: RateTally
    /// The wall clock at the beginning of the timeline.
    let epoch: WallClock
    /// How long a segment shall be, in ticks.
    let wantedTicks: Int64
    /// What its pictures will be; `nil` for what is made.
    private var promise: H264Target?

    init(
        _ rendition: Rendition, _ name: RenditionName, names: ResourceNames, reports: [RenditionReport],
        markers: [Marker], isEnded: Bool
    ) {
        self.name = name
        segments = rendition.segments
        position = rendition.position
        self.isEnded = isEnded
        targets = rendition.targets
        retired = rendition.retired.map(\.segment)
        initializations = rendition.initializations
        self.names = names
        self.reports = reports
        self.markers = markers
        discontinuitySequence = rendition.discontinuitySequence
        rate = rendition.rate
        rates = rendition.rates
        epoch = rendition.epoch
        wantedTicks = rendition.wantedTicks
    }

    /// Its segments of these numbers, in the folder of another rendition, with another section before them and another rate.
    func renamed(
        _ name: RenditionName, _ numbers: PartialRangeFrom<Int>, _ initialization: Initialization,
        _ rates: RateTally
    ) -> RenditionSnapshot {
        var copy = self
        copy.name = name
        copy.initializations = [initialization]
        copy.rates = rates
        copy.segments = segments.filter { numbers.contains($0.number) }
        for index in copy.segments.indices { copy.segments[index].initialization = initialization.number }
        return copy
    }

    /// Its segments of these numbers, in the folder of another rendition, as they will be when they are made H.264.
    func promised(
        _ name: RenditionName, _ numbers: PartialRangeFrom<Int>, section: Int, _ target: H264Target
    ) -> RenditionSnapshot {
        var copy = self
        copy.name = name
        copy.promise = target
        copy.initializations = []
        copy.rates = RateTally()
        copy.rates.add(target.bitsPerSecond / 8, over: .seconds(1))
        copy.segments = segments.filter { numbers.contains($0.number) }
        for index in copy.segments.indices { copy.segments[index].initialization = section }
        return copy
    }

    /// What the units of a section are called in manifests, and how large pictures are.
    func description(ofSection number: Int) -> (codec: String?, size: PictureSize?, sampleRate: Int?) {
        if let promise { return (promise.codecString, promise.pictureSize, nil) }
        let configuration = initializations.first { $0.number == number }?.configuration
        return (configuration?.codecString, configuration?.pictureSize, configuration?.sampleRate)
    }

    /// Which track it is of.
    public var kind: TrackKind { name.kind }

    /// Whether there is a whole segment, so that any player can begin.
    var isPlayable: Bool { segments.contains { $0.isFinished && !$0.isGap } }

    /// The marked moments that are not over before the playlist begins.
    var listedMarkers: [Marker] {
        guard let first = segments.first?.date else { return [] }
        return markers.filter { $0.end >= first }
    }

    /// The configuration of the newest segment.
    var configuration: CodecConfiguration? { initializations.last?.configuration }

    /// The media playlist, or the part of it that a delta update has (RFC 8216bis §6.2.5.1).
    public func playlist(isDelta: Bool = false) -> String { MediaPlaylist(self, isDelta: isDelta).text }

    /// The playlist of keyframes; `nil` for sound.
    public var keyframePlaylist: String? { kind == .video ? KeyframePlaylist(self).text : nil }

    /// What has a name.
    public enum Found: Sendable {
        /// These octets.
        case bytes(ByteSlice)
        /// It is announced and not there yet: the next part, or the segment that is being made.
        case expected
        /// It never was or is no more.
        case missing
    }

    /// Looks for what has a name below the rendition's folder.
    public func resource(named name: some StringProtocol) -> Found {
        switch names.resource(name) {
        case .initialization(let number):
            return initializations.first { $0.number == number }.map { .bytes($0.bytes) } ?? .missing
        case .segment(let number):
            guard let segment = segment(number) else { return .missing }
            return segment.bytes.map { .bytes($0) } ?? (segment.isFinished || isEnded ? .missing : .expected)
        case .part(let place):
            guard let segment = segment(place.segment) else {
                return place == hint ? .expected : .missing
            }
            if place.part < segment.parts.count { return .bytes(segment.parts[place.part].bytes) }
            return place == hint ? .expected : .missing
        case nil: return .missing
        }
    }

    /// The part that comes next; `nil` when none does.
    var hint: PartPosition? {
        guard !isEnded, let last = segments.last else { return nil }
        return PartPosition(segment: last.number, part: last.parts.count)
    }

    /// When its last sample ends, in ticks.
    var end: Int64 { segments.last.map { $0.start + ($0.duration ?? $0.partsDuration) } ?? 0 }

    /// The nanoseconds of ticks.
    func nanoseconds(_ ticks: Int64) -> Int64 { ticks.nanoseconds(rate: rate) }

    /// The ticks of nanoseconds.
    func ticks(_ nanoseconds: Int64) -> Int64 { nanoseconds.ticks(rate: rate) }

    /// The number of the segment of that name, when it is the one that is being made.
    public func unfinishedSegment(named name: some StringProtocol) -> Int? {
        guard !isEnded, case .segment(let number)? = names.resource(name), let last = segments.last,
            last.number == number, !last.isFinished
        else { return nil }
        return number
    }

    /// The segment of a number. Those that are there are in a row, so that none is looked for.
    public func segment(_ number: Int) -> Segment? {
        for list in [segments, retired] {
            guard let first = list.first else { continue }
            let index = number - first.number
            if list.indices.contains(index) { return list[index] }
        }
        return nil
    }
}

extension Rendition {
    /// The last part that there is; in a segment that has none, the place before its first.
    var position: PartPosition {
        PartPosition(segment: current, part: (segments.last?.parts.count ?? 0) - 1)
    }
}
