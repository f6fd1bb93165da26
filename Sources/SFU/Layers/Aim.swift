internal import Timing
internal import WebRTC

/// What a viewer is to get of a publisher's video in one section: by what its path carries, and by what it asked for.
struct Aim {
    /// That; `nil` before anything is known of the stream.
    var quality: Quality?
    /// Chooses among those there are.
    var selector = LayerSelector()
    /// What the client wants.
    var wish = LayerWish()
    /// Whether there are better layers than it wants.
    var isLimited = false
    /// What the best costs that it wants, in bits a second; `nil` while that is not known.
    var need: Int?

    /// Why that layer is the one, as the page and the operator are told.
    var reason: LayerReason {
        if wish.isPaused { return .asked }
        switch selector.reason {
        case .best: return isLimited ? .asked : .best
        case .bandwidth: return .bandwidth
        case .patience: return .patience
        }
    }

    /// How high the best is that a path is sure to carry, for a start.
    static func first(in ladder: Ladder, upTo ceiling: Int?, on path: LayerSelector.Path, at now: Instant)
        -> Int
    {
        let rates = ladder.rates(lossShare: path.lossShare, upTo: ceiling, at: now)
        let best = (0..<rates.count).last { rates[$0] <= path.bitsPerSecond / 10 * 9 } ?? 0
        return ladder.liveHeight(upTo: best)
    }
}
