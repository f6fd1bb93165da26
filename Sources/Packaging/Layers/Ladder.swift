internal import Media
internal import Timing

/// The layers of a stream's pictures: what is known of each, and which of them anybody asks for.
///
/// A layer that nobody asks for costs a look at its first keyframe, for what players must be told of its codec.
struct Ladder {
    /// What is known of one layer.
    private struct Layer {
        /// What was measured; `nil` before that, and once it does not come any more.
        var measure: LayerMeasure?
        /// Puts its units on the timeline; `nil` before the first.
        var feed: TrackFeed?
        /// What a decoder must know, by its last keyframe that was looked at.
        var configuration: CodecConfiguration?
        /// When anybody asked for its rendition last; `nil` while that is not made.
        var lastWanted: Instant?
        /// The first numbers that no segment and no section of earlier renditions of it has.
        var unused = (segment: 0, initialization: 0)
    }

    /// The layers, by number.
    private var layers: [Int: Layer] = [:]
    /// The beginning of the timeline.
    private let origin: Instant

    /// How long a layer is packaged for nobody: as long as a stream is.
    private static let idleTime = Duration.seconds(60)

    init(origin: Instant) {
        self.origin = origin
    }

    // MARK: Getters

    /// The layers that a player may choose beside the best, which the stream's one rendition is made of. Who chooses wants to
    /// know the size and the frame rate of all (Apple 9.14).
    var steps: [LadderStep] {
        guard best?.frameRate != nil else { return [] }
        return layers.values.compactMap { layer in
            guard let measure = layer.measure, !measure.isBest, measure.frameRate != nil,
                let configuration = layer.configuration
            else { return nil }
            return LadderStep(measure: measure, configuration: configuration)
        }.sorted { ($1.measure.peak, $0.measure.layer) < ($0.measure.peak, $1.measure.layer) }
    }

    /// What was measured of the best.
    var best: LayerMeasure? { layers.values.lazy.compactMap(\.measure).first(where: \.isBest) }

    /// What was measured of a layer; `nil` for one that does not come.
    func measure(of layer: Int) -> LayerMeasure? { layers[layer]?.measure }

    /// Whether anybody asks for a layer.
    func isWanted(_ layer: Int) -> Bool { layers[layer]?.lastWanted != nil }

    /// Whether units of a layer are of use.
    func needs(_ layer: Int, isBest: Bool) -> Bool {
        isWanted(layer) || !isBest && layers[layer]?.configuration == nil
    }

    /// The first numbers of another rendition of a layer.
    func unusedNumbers(of layer: Int) -> (segment: Int, initialization: Int) {
        layers[layer]?.unused ?? (0, 0)
    }

    // MARK: What arrives

    /// Takes what was measured of all layers that come.
    mutating func describe(_ measures: [LayerMeasure]) {
        for number in layers.keys where !measures.contains(where: { $0.layer == number }) {
            layers[number]?.measure = nil
        }
        for measure in measures where 0...RenditionName.lastLayer ~= measure.layer {
            var layer = layers[measure.layer] ?? Layer()
            let isAnother = layer.measure?.size != nil && layer.measure?.size != measure.size
            layer.measure = measure
            // Nobody looks at the keyframes of one that is not packaged.
            if isAnother, layer.lastWanted == nil { layer.configuration = nil }
            layers[measure.layer] = layer
        }
    }

    /// Takes a unit of a layer; `nil` when it is of no use.
    mutating func take(_ unit: AccessUnit, of number: Int, in codec: Codec, at now: Instant) -> TimedUnit? {
        guard 0...RenditionName.lastLayer ~= number else { return nil }
        var layer = layers[number] ?? Layer()
        defer { layers[number] = layer }
        var feed = layer.feed ?? TrackFeed(codec, configuration: nil, origin: origin)
        if feed.codec != codec { feed.restart(codec, configuration: nil) }
        let timed = feed.take(unit, at: now)
        layer.feed = feed
        layer.configuration = timed?.configuration ?? layer.configuration
        return timed
    }

    // MARK: Commands

    /// Somebody asks for a layer.
    mutating func want(_ layer: Int, at now: Instant) { layers[layer]?.lastWanted = now }

    /// What comes of a layer from now on is of another source, or after a pause.
    mutating func restart(_ number: Int) {
        guard let codec = layers[number]?.feed?.codec else { return }
        layers[number]?.feed?.restart(codec, configuration: nil)
    }

    /// The layers that nobody has asked for any more for long enough.
    func idle(at now: Instant) -> [Int] {
        layers.filter { $0.value.lastWanted.map { $0.duration(to: now) >= Self.idleTime } ?? false }.map(
            \.key)
    }

    /// A layer's rendition is no more; it had numbers up to these.
    mutating func forget(_ layer: Int, unused: (segment: Int, initialization: Int)) {
        layers[layer]?.lastWanted = nil
        layers[layer]?.unused = unused
    }
}
