internal import Timing
internal import WebRTC

/// The layers of a stream's video that come to one shard, from the cheapest to the best.
///
/// Invariant: `climb` names each rung that is sent and of which is known what it costs, or one of them if that is known of
/// none. Costs rise along it, but for those of two neighbours that differ by less than a quarter: they stay as they were.
struct Ladder {
    /// The layers, as they first came.
    private(set) var rungs: [Rung] = []
    /// Those that are sent, the cheapest first, by their places among `rungs`.
    private(set) var climb: [Int] = []
    /// What audio costs, in bits a second.
    private var audio = RateMeter()
    /// When the order was looked at last.
    private var orderedAt = Instant.zero
    /// What viewers who come are given to begin with.
    let settings: JoinSettings

    /// Between two looks at what layers cost.
    private static let interval = Duration.milliseconds(200)

    init(_ settings: JoinSettings) {
        self.settings = settings
    }

    // MARK: Getters

    /// Whether there is anything to choose from.
    var hasChoice: Bool { climb.count > 1 }

    /// The layer at a height.
    func layer(at height: Int) -> Int { rungs[climb[height]].layer }

    /// How high a layer is; `nil` for one that is not sent.
    func height(of layer: Int) -> Int? { climb.firstIndex { rungs[$0].layer == layer } }

    /// Where a layer is among `rungs`.
    func index(of layer: Int) -> Int? { rungs.firstIndex { $0.layer == layer } }

    /// Where the layer of a source is among `rungs`.
    func index(of source: MediaSource) -> Int? { rungs.firstIndex { $0.start.source === source } }

    /// How high the best layer is that a client wants; `nil` where it leaves that to its path. What is not sent stands for
    /// the next cheaper one, and where all are larger than wanted the cheapest is better than nothing.
    func ceiling(for wish: LayerWish) -> Int? {
        guard wish.isLimited, let top = climb.indices.last else { return nil }
        let named = wish.name.flatMap { name in rungs.firstIndex { $0.name == name } }
        let height = climb.lastIndex { index in
            (named.map { index == $0 || rungs[index].bitsPerSecond < rungs[$0].bitsPerSecond } ?? true)
                && wish.allows(rungs[index].size)
        }
        return height == top ? nil : height ?? 0
    }

    /// What the layers up to a ceiling cost a viewer, its audio and what is repeated of both included.
    func rates(lossShare: Double, upTo ceiling: Int?, at now: Instant) -> LayerRates {
        var rates = LayerRates()
        let share = 1 + lossShare / max(1 - lossShare, 0.1)
        let audio = Int(clamping: audio.bitsPerSecond(at: now))
        for (height, index) in climb.enumerated() {
            if let ceiling, height > ceiling { break }
            rates.append(Int(Double(rungs[index].bitsPerSecond) * share) + audio)
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
        rungs[place].count(packet.range.count, at: now)
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

    /// The publisher has gone.
    mutating func removeAll() {
        for rung in rungs { rung.start.removeAll() }
        rungs = []
        climb = []
    }

    // MARK: Parts

    /// Puts the layers in order. Whether it is another than before.
    private mutating func order(at now: Instant) -> Bool {
        orderedAt = now
        for index in rungs.indices { rungs[index].follow(at: now) }
        // Nearly always nothing is different, and nothing is to be allocated then.
        let isSame = rungs.indices.allSatisfy { climb.contains($0) == belongs($0, at: now) } && isOrdered
        if isSame, !climb.isEmpty { return false }
        var next = climb.filter { belongs($0, at: now) }
        next += rungs.indices.filter { belongs($0, at: now) && !climb.contains($0) }
        if next.isEmpty { next = Array(rungs.indices.filter { rungs[$0].isSent(at: now) }.prefix(1)) }
        sort(&next)
        defer { climb = next }
        return next != climb
    }

    private func belongs(_ index: Int, at now: Instant) -> Bool {
        rungs[index].isSent(at: now) && rungs[index].isKnown(at: now)
    }

    private var isOrdered: Bool {
        climb.indices.dropFirst().allSatisfy { !isMisplaced(climb[$0 - 1], before: climb[$0]) }
    }

    private func isMisplaced(_ one: Int, before other: Int) -> Bool {
        rungs[one].bitsPerSecond > rungs[other].bitsPerSecond / 4 * 5
    }

    /// By insertion: there are four at most that anybody sends.
    private func sort(_ list: inout [Int]) {
        for end in list.indices.dropFirst() {
            var place = end
            while place > 0, isMisplaced(list[place - 1], before: list[place]) {
                list.swapAt(place - 1, place)
                place -= 1
            }
        }
    }
}
