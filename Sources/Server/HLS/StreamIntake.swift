import Media
import Packaging
import SDP
import SFU
import Timing
import WebRTC

/// Puts the access units of a stream together from the batches that its audiences get: of each kind those of the best layer, and
/// those of other layers that are of use. Every layer is measured.
///
/// One mutation, then `pollOutput` until it is `nil`, then the next.
struct StreamIntake {
    /// Something for the packager.
    enum Output {
        /// What follows is of another source: the publisher is back, or another of its layers is the best.
        case restart(TrackKind)
        /// A unit.
        case unit(AccessUnit, TrackKind, Codec)
        /// What follows of a layer is of another source, or comes after a pause.
        case layerRestart(Int)
        /// A unit of a layer.
        case layerUnit(AccessUnit, layer: Int, Codec)
    }

    /// The tracks, by the number of their kind.
    private var tracks: [TrackIntake?] = TrackKind.allCases.map { _ in nil }
    /// The layers of pictures that are of use beside the best, by their numbers.
    private var layers: [Int: TrackIntake] = [:]
    /// What each layer brings.
    private var meters: [Int: LayerMeter] = [:]
    /// What waits to be handed out.
    private var outputs: [Output] = []
    /// The number of the last batch.
    private var lastNumber: UInt64?
    /// How many batches did not get here, since the loop was behind.
    private(set) var missedBatches: UInt64 = 0
    /// How many units of sources that are no more were given up.
    private var formerlyLost: UInt64 = 0
    /// The codecs of what there is and cannot be carried, as SDP names them.
    private(set) var unfitCodecs: [TrackKind: String] = [:]
    /// Whether VP8 can be made something else.
    private let takesVP8: Bool

    init(takesVP8: Bool = false) {
        self.takesVP8 = takesVP8
    }

    // MARK: Getters

    /// How many units were given up.
    var lostUnits: UInt64 { tracks.reduce(formerlyLost) { $0 &+ ($1?.lostUnits ?? 0) } }

    /// Whether pictures are of no use up to the next keyframe.
    var awaitsKeyframe: Bool { tracks[TrackKind.video.rawValue]?.awaitsKeyframe ?? false }

    /// The layers of use whose pictures are not, up to the next keyframe.
    var layersAwaitingKeyframe: [Int] { layers.filter(\.value.awaitsKeyframe).map(\.key) }

    /// When `handleTimeout` has something to do.
    var nextDeadline: Instant? {
        (tracks.compactMap { $0?.nextDeadline } + layers.values.compactMap(\.nextDeadline)).min()
    }

    /// What was measured of the layers that come now.
    func layers(at now: Instant) -> [LayerMeasure] {
        meters.compactMap { layer, meter in meter.measure(of: layer, at: now) }
    }

    // MARK: What arrives

    /// Takes a batch. `needs` tells of which layers units are of use, by their number and whether they are the best.
    mutating func handle(
        _ relayed: RelayedBatch, at now: Instant, needs: (_ layer: Int, _ isBest: Bool) -> Bool
    ) {
        if let lastNumber, relayed.number > lastNumber { missedBatches &+= relayed.number - lastNumber - 1 }
        lastNumber = relayed.number
        for earlier in relayed.earlierBatches { learn(earlier, at: now, needs: needs) }
        let batch = relayed.batch
        for packet in batch.packets {
            let origin = batch.origins[packet.origin]
            let kind: TrackKind = origin.kind == .video ? .video : .audio
            guard let codec = codec(carrying: origin.format.codec) else {
                if packet.isPreferred, Self.isMedia(origin.format.codec) {
                    unfitCodecs[kind] = origin.format.name
                }
                continue
            }
            if kind == .video {
                meters[origin.layer, default: LayerMeter()].add(packet, of: origin, at: now)
                let isOfUse = needs(origin.layer, packet.isPreferred)
                handle(packet, of: origin, codec, in: batch, isOfUse: isOfUse, at: now)
            }
            guard packet.isPreferred else { continue }
            follow(origin.source, codec, of: kind)
            tracks[kind.rawValue]?.handle(packet, in: batch, at: now)
            drain(kind)
        }
    }

    /// Looks at what came before for the last keyframes of layers beside the best, which are hardly asked for otherwise.
    private mutating func learn(
        _ batch: MediaBatch, at now: Instant, needs: (_ layer: Int, _ isBest: Bool) -> Bool
    ) {
        for packet in batch.packets where !packet.isPreferred {
            let origin = batch.origins[packet.origin]
            guard origin.kind == .video, let codec = codec(carrying: origin.format.codec) else { continue }
            let isOfUse = needs(origin.layer, false)
            handle(packet, of: origin, codec, in: batch, isOfUse: isOfUse, at: now)
        }
    }

    /// Gives up on packets that were waited for long enough.
    mutating func handleTimeout(at now: Instant) {
        for kind in TrackKind.allCases {
            guard let due = tracks[kind.rawValue]?.nextDeadline, due <= now else { continue }
            tracks[kind.rawValue]?.handleTimeout(at: now)
            drain(kind)
        }
        for layer in Array(layers.keys) {
            guard let due = layers[layer]?.nextDeadline, due <= now else { continue }
            layers[layer]?.handleTimeout(at: now)
            drain(layer: layer)
        }
    }

    /// What comes next has nothing to do with what came so far.
    mutating func restart() {
        formerlyLost = lostUnits
        tracks = TrackKind.allCases.map { _ in nil }
        (layers, meters) = ([:], [:])
        outputs = []
        lastNumber = nil
        unfitCodecs = [:]
    }

    /// What is next for the packager.
    mutating func pollOutput() -> Output? { outputs.isEmpty ? nil : outputs.removeFirst() }

    // MARK: Parts

    /// Makes the track of a kind one of this source.
    private mutating func follow(_ source: UInt32, _ codec: Codec, of kind: TrackKind) {
        if let track = tracks[kind.rawValue] {
            guard track.source != source || track.codec != codec else { return }
            formerlyLost &+= track.lostUnits
            outputs.append(.restart(kind))
        }
        tracks[kind.rawValue] = TrackIntake(source, codec)
        unfitCodecs[kind] = nil
    }

    private mutating func drain(_ kind: TrackKind) {
        while let unit = tracks[kind.rawValue]?.pollUnit() {
            guard let codec = tracks[kind.rawValue]?.codec else { return }
            outputs.append(.unit(unit, kind, codec))
        }
    }

    /// Takes a packet of a layer, or leaves it out. What it goes on with after that has nothing to do with what was before.
    private mutating func handle(
        _ packet: MediaBatch.Packet, of origin: MediaBatch.Origin, _ codec: Codec, in batch: MediaBatch,
        isOfUse: Bool, at now: Instant
    ) {
        guard isOfUse else {
            layers[origin.layer] = nil
            return
        }
        let known = layers[origin.layer]
        if known?.source != origin.source || known?.codec != codec {
            outputs.append(.layerRestart(origin.layer))
            layers[origin.layer] = TrackIntake(origin.source, codec)
        }
        layers[origin.layer]?.handle(packet, in: batch, at: now)
        drain(layer: origin.layer)
    }

    private mutating func drain(layer: Int) {
        while let unit = layers[layer]?.pollUnit() {
            guard let codec = layers[layer]?.codec else { return }
            outputs.append(.layerUnit(unit, layer: layer, codec))
        }
    }

    /// The codec of a format that HLS players take, or that is made one that they do.
    ///
    /// VP8 has a place in MP4 (`vp08`), but no browser's MSE and no device takes it from there.
    private func codec(carrying codec: MediaFormat.Codec) -> Codec? {
        switch codec {
        case .h264: .h264
        case .h265: .h265
        case .vp8: takesVP8 ? .vp8 : nil
        case .vp9: .vp9
        case .av1: .av1
        case .opus, .redundantAudio: .opus
        case .pcmu, .pcma, .telephoneEvent, .retransmission, .parity, .other: nil
        }
    }

    /// Whether a stream of a codec is something that people would miss.
    private static func isMedia(_ codec: MediaFormat.Codec) -> Bool {
        switch codec {
        case .telephoneEvent, .retransmission, .parity, .other: false
        default: true
        }
    }
}
