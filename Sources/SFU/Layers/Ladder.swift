internal import RTP
internal import Timing
internal import WebRTC

/// The layers of a stream's video that come to one shard, from the cheapest to the best.
///
/// Invariant: `climb` has all that viewers may get of each rung that is sent and of which is known what it costs, or one
/// whole rung if that is known of none. Costs rise along it, but for those of two neighbours that differ by less than a
/// quarter: they stay as they were.
struct Ladder {
    /// The layers, as they first came.
    private(set) var rungs: [Rung] = []
    /// What there is to be had of them, the cheapest first.
    private(set) var climb: [Step] = []
    /// What audio costs, in bits a second.
    private var audio = RateMeter()
    /// When the order was looked at last.
    private var orderedAt = Instant.zero
    /// What viewers who come are given to begin with.
    let settings: JoinSettings

    /// Between two looks at what layers cost.
    private static let interval = Duration.milliseconds(200)
    /// Where there would be more steps, nothing is left out of any layer.
    private static let mostSteps = 12

    init(_ settings: JoinSettings) {
        self.settings = settings
    }

    // MARK: Getters

    /// Whether there is anything to choose from.
    var hasChoice: Bool { climb.count > 1 }

    /// What there is at a height.
    func quality(at height: Int) -> Quality {
        Quality(layer: rungs[climb[height].rung].layer, fidelity: climb[height].fidelity)
    }

    /// How high a quality is, or else the best of the same layer that is no more, or its least; `nil` for a layer that is not
    /// sent.
    func height(of quality: Quality) -> Int? {
        let steps = climb.indices.filter { rungs[climb[$0].rung].layer == quality.layer }
        return steps.last { quality.fidelity.includes(climb[$0].fidelity) } ?? steps.first
    }

    /// The highest place up to one at which there is something at once: layers that nobody wanted come later.
    func liveHeight(upTo height: Int) -> Int {
        (0...height).last { !rungs[climb[$0].rung].isIdle } ?? height
    }

    /// Whether a layer is sent, or would be if somebody wanted it.
    func isSent(_ layer: Int) -> Bool { climb.contains { rungs[$0.rung].layer == layer } }

    /// What a quality is called; `nil` for one of a layer that was never there.
    func name(of quality: Quality) -> String? {
        index(of: quality.layer).map { rungs[$0].name(of: quality.fidelity) }
    }

    /// Where a layer is among `rungs`.
    func index(of layer: Int) -> Int? { rungs.firstIndex { $0.layer == layer } }

    /// Where the layer of a source is among `rungs`.
    func index(of source: MediaSource) -> Int? { rungs.firstIndex { $0.start.source === source } }

    /// How high the best layer is that a client wants; `nil` where it leaves that to its path. What is not sent stands for
    /// the next cheaper one, and where all are larger than wanted the cheapest is better than nothing.
    func ceiling(for wish: LayerWish) -> Int? {
        guard wish.isLimited, let top = climb.indices.last else { return nil }
        let named = wish.name.flatMap { step(named: $0) }
        let place = named.flatMap { climb.firstIndex(of: $0) }
        let height = climb.indices.last { height in
            let step = climb[height]
            let isLow =
                place.map { height <= $0 } ?? named.map { bitsPerSecond(of: step) < bitsPerSecond(of: $0) }
            return isLow ?? true && wish.allows(rungs[step.rung].size(of: step.fidelity))
        }
        return height == top ? nil : height ?? 0
    }

    /// What has a name, be it sent now or not.
    private func step(named name: String) -> Step? {
        if let step = climb.first(where: { rungs[$0.rung].name(of: $0.fidelity) == name }) { return step }
        return rungs.firstIndex { $0.name == name }.map { Step(rung: $0, fidelity: .full) }
    }

    private func bitsPerSecond(of step: Step) -> Int { rungs[step.rung].bitsPerSecond(of: step.fidelity) }

    /// What the layers up to a ceiling cost a viewer, its audio and what is repeated of both included.
    func rates(lossShare: Double, upTo ceiling: Int?, at now: Instant) -> LayerRates {
        var rates = LayerRates()
        let share = 1 + lossShare / max(1 - lossShare, 0.1)
        let audio = Int(clamping: audio.bitsPerSecond(at: now))
        for (height, step) in climb.enumerated() {
            if let ceiling, height > ceiling { break }
            rates.append(Int(Double(bitsPerSecond(of: step)) * share) + audio)
        }
        return rates
    }

    // MARK: What arrives

    /// Takes a packet of video, kept under an index by a source. Whether other layers are sent than before.
    mutating func add(
        _ packet: MediaBatch.Packet, at index: Int, of batch: MediaBatch, kept: UInt32,
        from source: MediaSource, at now: Instant
    ) -> Bool {
        let layer = batch.origins[packet.origin].layer
        var place = self.index(of: layer) ?? -1
        if place < 0 {
            rungs.append(Rung(layer: layer, settings, at: now))
            place = rungs.count - 1
        }
        if packet.canBegin { rungs[place].describe(batch.origins[packet.origin]) }
        rungs[place].start.add(packet, at: index, of: batch, kept: kept, from: source, at: now)
        rungs[place].count(packet.range.count, packet.layers, at: now)
        guard climb.isEmpty || orderedAt.duration(to: now) >= Self.interval else { return false }
        return order(at: now)
    }

    /// Counts a packet of audio.
    mutating func countAudio(_ byteCount: Int, at now: Instant) { audio.add(byteCount, at: now) }

    // MARK: Commands

    /// Packets are missing that nobody has.
    mutating func close() {
        for index in rungs.indices { rungs[index].start.close() }
    }

    /// The publisher does not send these until somebody wants them, and all others.
    mutating func setIdle(_ layers: [IdleLayer], at now: Instant) {
        for idle in layers where index(of: idle.layer) == nil {
            rungs.append(Rung(idle, settings, at: now))
        }
        for index in rungs.indices {
            rungs[index].setIdle(layers.contains { $0.layer == rungs[index].layer }, at: now)
        }
    }

    /// The publisher has gone.
    mutating func removeAll() {
        for rung in rungs { rung.start.removeAll() }
        rungs = []
        climb = []
    }

    // MARK: Parts

    /// Puts what there is in order. Whether it is another than before.
    private mutating func order(at now: Instant) -> Bool {
        orderedAt = now
        for index in rungs.indices { rungs[index].follow(at: now) }
        // Nearly always nothing is different, and nothing is to be allocated then.
        if !climb.isEmpty, isComplete(at: now), isOrdered { return false }
        var next = climb.filter { belongs($0, at: now) }
        for index in rungs.indices {
            next += steps(of: index).filter { belongs($0, at: now) && !next.contains($0) }
        }
        if next.isEmpty, let first = rungs.firstIndex(where: { $0.isSent(at: now) }) {
            next = [Step(rung: first, fidelity: .full)]
        }
        sort(&next)
        defer { climb = next }
        return next != climb
    }

    /// Whether the climb has all that belongs to it and nothing else.
    private func isComplete(at now: Instant) -> Bool {
        var count = 0
        for index in rungs.indices where isUsable(index, at: now) { count += stepCount(of: index) }
        return count == climb.count && climb.allSatisfy { belongs($0, at: now) }
    }

    private func isUsable(_ index: Int, at now: Instant) -> Bool {
        rungs[index].isSent(at: now) && rungs[index].isKnown(at: now)
    }

    private func belongs(_ step: Step, at now: Instant) -> Bool {
        isUsable(step.rung, at: now)
            && (step.fidelity == .full || !isWhole && rungs[step.rung].fidelities.contains(step.fidelity))
    }

    /// Whether nothing is left out of a layer: there is too much to choose from, or a smaller picture that is sent apart, which
    /// everybody prefers to a large one that stutters.
    private var isWhole: Bool { rungs.count > 1 || rungs.contains { $0.fidelities.count > Self.mostSteps } }

    private func stepCount(of index: Int) -> Int { isWhole ? 1 : rungs[index].fidelities.count }

    private func steps(of index: Int) -> [Step] {
        (isWhole ? [.full] : rungs[index].fidelities).map { Step(rung: index, fidelity: $0) }
    }

    private var isOrdered: Bool {
        climb.indices.dropFirst().allSatisfy { !isMisplaced(climb[$0 - 1], before: climb[$0]) }
    }

    private func isMisplaced(_ one: Step, before other: Step) -> Bool {
        // Of one rung, what is more costs more, whatever was counted of late.
        if one.rung == other.rung, one.fidelity.includes(other.fidelity) { return true }
        return bitsPerSecond(of: one) > bitsPerSecond(of: other) / 4 * 5
    }

    /// By insertion: there are few.
    private func sort(_ list: inout [Step]) {
        for end in list.indices.dropFirst() {
            var place = end
            while place > 0, isMisplaced(list[place - 1], before: list[place]) {
                list.swapAt(place - 1, place)
                place -= 1
            }
        }
    }
}
