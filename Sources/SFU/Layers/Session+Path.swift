internal import Timing
internal import WebRTC

/// What the path to a viewer carries of one of its videos.
///
/// All that it gets share the path alike: an audience chooses a layer by such a share, and knows nothing of the others. So
/// nine pictures on a path of 4.5 Mb/s are nine small ones, and the one that is left of them grows. What one does not need of
/// its share is not given to another: the estimate stays above what is sent, and the next probe finds nothing in its way.
extension Session {
    /// The path, with a share of its rate.
    func shareOfPath(at now: Instant) -> LayerSelector.Path {
        var path = peer.bandwidth(at: now)
        path.bitsPerSecond /= shares
        return path
    }

    /// What the last probe brought for each.
    var shareOfLastProbe: (at: Instant, bitsPerSecond: Int?)? {
        peer.lastProbe.map { ($0.at, $0.bitsPerSecond.map { $0 / shares }) }
    }

    /// Begins a probe that tells whether each might have so much.
    func probe(_ wish: LayerSelector.ProbeWish, at now: Instant) {
        var wish = wish
        wish.bitsPerSecond *= shares
        wish.octets *= shares
        peer.probe(wish, at: now)
    }

    private var shares: Int { max(videoCount, 1) }
}
