internal import Media
internal import RTP
internal import Timing
internal import WebRTC

/// One layer of a stream's video, as it comes to one shard: what viewers of it begin with, and what it costs. A scalable
/// one has parts, of which a viewer may get the first ones only.
struct Rung {
    /// Which of the publisher's layers it is.
    let layer: Int
    /// What it is called: as its publisher does, or by its number.
    private(set) var name: String
    /// Whether that is the publisher's word for it.
    private var isNamed = false
    /// How large its pictures are; `nil` while that is not known.
    private var size: PictureSize?
    /// How large those of each spatial layer are; empty while that is not known.
    private var layerSizes: [PictureSize] = []
    /// Its packets since the last keyframe.
    let start: JoinPoint
    /// What it consists of: one part where there are no layers in it.
    private(set) var parts: [RungPart] = []
    /// How much of it a viewer may get, from the least to all.
    private(set) var fidelities: [Fidelity] = [.full]
    /// Which parts these were made of, a bit each.
    private var shape: UInt64 = 0
    /// Whether its publisher does not send it since nobody wants it.
    private(set) var isIdle = false
    /// When it was last said to be wanted again.
    private var woken: Instant?
    /// When a packet came last.
    private var lastPacket: Instant
    /// When the first came.
    private let began: Instant

    /// A layer of which nothing came for so long is not being sent: screens that stand still have a frame a second.
    private static let patience = Duration.seconds(2)
    /// A client may take so long to begin again with one that is wanted.
    private static let wakingTime = Duration.seconds(5)

    init(layer: Int, _ settings: JoinSettings, at now: Instant) {
        self.layer = layer
        name = String(layer)
        start = JoinPoint(settings)
        (lastPacket, began) = (now, now)
    }

    /// One of which nothing came to this shard, since nobody wanted it.
    init(_ idle: IdleLayer, _ settings: JoinSettings, at now: Instant) {
        self.init(layer: idle.layer, settings, at: now)
        if let name = idle.name { (self.name, isNamed) = (name, true) }
        size = idle.size
        parts = [RungPart(of: FrameLayers(), costing: idle.bitsPerSecond, at: now)]
    }

    // MARK: Getters

    /// Whether its publisher sends it, or would if somebody wanted it.
    func isSent(at now: Instant) -> Bool {
        isIdle || isComing(at: now) || woken.map { $0.duration(to: now) < Self.wakingTime } ?? false
    }

    private func isComing(at now: Instant) -> Bool { lastPacket.duration(to: now) < Self.patience }

    /// Whether it has been there for long enough to say what it costs.
    func isKnown(at now: Instant) -> Bool { isIdle || began.duration(to: now) >= .seconds(1) }

    /// What so much of it costs, in bits a second.
    func bitsPerSecond(of fidelity: Fidelity = .full) -> Int {
        var sum = 0
        for part in parts where fidelity.includes(part.fidelity) { sum += part.bitsPerSecond }
        return sum
    }

    /// How large the pictures of so much of it are; `nil` while that is not known.
    func size(of fidelity: Fidelity) -> PictureSize? {
        layerSizes.indices.contains(Int(fidelity.spatialID))
            ? layerSizes[Int(fidelity.spatialID)] : layerSizes.last ?? size
    }

    /// What so much of it is called: `h` for all of a layer, `S1` for its two lower spatial layers, `S1/T0` or `h/T0` where
    /// temporal layers are left out.
    func name(of fidelity: Fidelity) -> String {
        let highest = parts.map(\.fidelity.spatialID).max() ?? 0
        var words = isNamed || highest == 0 ? [name] : []
        if highest > 0 { words.append("S\(min(fidelity.spatialID, highest))") }
        if fidelity.temporalID != .max { words.append("T\(fidelity.temporalID)") }
        return words.joined(separator: "/")
    }

    // MARK: What arrives

    /// Takes note of what a keyframe is of.
    mutating func describe(_ origin: MediaBatch.Origin) {
        if let name = origin.name { (self.name, isNamed) = (name, true) }
        (size, layerSizes) = (origin.size, origin.layerSizes)
    }

    /// Counts a packet.
    mutating func count(_ byteCount: Int, _ layers: FrameLayers, at now: Instant) {
        lastPacket = now
        for index in parts.indices
        where parts[index].fidelity.spatialID == layers.spatialID
            && parts[index].fidelity.temporalID == layers.temporalID
        {
            return parts[index].count(byteCount, at: now)
        }
        parts.append(RungPart(of: layers, at: now))
        parts[parts.count - 1].count(byteCount, at: now)
    }

    /// Its publisher does not send it until somebody wants it, or does again.
    mutating func setIdle(_ isIdle: Bool, at now: Instant) {
        if self.isIdle, !isIdle { woken = now }
        self.isIdle = isIdle
    }

    /// Follows the rates, and what there is. What does not come costs what it did.
    mutating func follow(at now: Instant) {
        guard isComing(at: now) else { return }
        var present: UInt64 = 0
        for index in parts.indices {
            parts[index].follow(isNew: !isKnown(at: now), at: now)
            guard parts[index].isSent(at: now) else { continue }
            let fidelity = parts[index].fidelity
            present |= 1 << (UInt64(fidelity.spatialID & 7) << 3 | UInt64(fidelity.temporalID & 7))
        }
        guard present != shape, present != 0 else { return }
        shape = present
        fidelities = Self.fidelities(of: parts.filter { $0.isSent(at: now) }.map(\.fidelity))
    }

    /// Of the smallest pictures any share of them, of larger ones all or half: nobody wants to see a large picture stutter
    /// who could see a smaller one that does not.
    private static func fidelities(of parts: [Fidelity]) -> [Fidelity] {
        let top = parts.map(\.temporalID).max() ?? 0
        let spatial = Set(parts.map(\.spatialID)).sorted()
        return spatial.flatMap { spatialID in
            let least = spatialID == spatial.first ? 0 : max(Int(top) - 1, 0)
            return (least...Int(top)).map { temporalID in
                Fidelity(
                    spatialID: spatialID == spatial.last ? .max : spatialID,
                    temporalID: temporalID == top ? .max : UInt8(temporalID))
            }
        }
    }
}
