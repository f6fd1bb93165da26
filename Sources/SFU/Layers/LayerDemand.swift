internal import Timing

/// Which of a publisher's layers nobody wants, so that it need not send them.
///
///     wanted ──nobody wants it──► unwanted ──for ten seconds──► idle
///        ▲                           │                            │
///        └───────── somebody wants it, at once ◄──────────────────┘
///
/// The smallest is never idle: who comes has something to begin with. Shards tell what is wanted there, by a bit for each
/// layer; those that do not say want all, as whoever records does.
struct LayerDemand {
    /// Whether the publisher's client said that it stops what nobody wants.
    private(set) var isHeeded = false
    /// What is wanted on each shard that said so.
    private var wanted: [Int: UInt64] = [:]
    /// Since when each layer has been unwanted.
    private var unwantedSince: [Int: Instant] = [:]
    /// The layers that are idle, a bit each.
    private(set) var idle: UInt64 = 0

    /// Viewers come and go, and their networks change; an encoder that starts again costs a keyframe.
    private static let patience = Duration.seconds(10)

    /// When a layer becomes idle; `nil` while all that are not are wanted.
    var nextDeadline: Instant? {
        guard isHeeded else { return nil }
        return unwantedSince.lazy.filter { idle & Self.bit($0.key) == 0 }.map(\.value).min()?
            .advanced(by: Self.patience)
    }

    /// Whether a layer is to be sent.
    func isWanted(_ layer: Int) -> Bool { idle & Self.bit(layer) == 0 }

    /// The publisher's client stops what nobody wants.
    mutating func heed() { isHeeded = true }

    /// This is wanted on a shard.
    mutating func set(_ layers: UInt64, by shard: Int) { wanted[shard] = layers }

    /// Nothing is wanted on a shard any more.
    mutating func forget(_ shard: Int) { wanted[shard] = nil }

    /// A layer is there from now on: it is looked at soon, whoever wants it.
    mutating func begin(_ layer: Int, at now: Instant) {
        guard isHeeded, unwantedSince[layer] == nil else { return }
        unwantedSince[layer] = now
    }

    /// Looks again at layers, of which one is the smallest, for shards. Whether others are idle than before.
    mutating func update(_ layers: [Int], smallest: Int?, for shards: [Int], at now: Instant) -> Bool {
        guard isHeeded else { return false }
        let before = idle
        for layer in layers {
            let bit = Self.bit(layer)
            let isWanted = layer == smallest || shards.contains { wanted[$0, default: .max] & bit != 0 }
            guard !isWanted else {
                unwantedSince[layer] = nil
                idle &= ~bit
                continue
            }
            let since = unwantedSince[layer] ?? now
            unwantedSince[layer] = since
            if since.duration(to: now) >= Self.patience { idle |= bit }
        }
        return idle != before
    }

    /// A layer's bit; those behind the last share it.
    static func bit(_ layer: Int) -> UInt64 { 1 << UInt64(min(max(layer, 0), 63)) }
}
