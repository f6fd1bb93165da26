internal import Timing
internal import WebRTC

/// What the path to a viewer carries of one of its videos.
///
/// An audience chooses a layer by such a share, and knows nothing of the others. Sound comes first: what a layer costs has it
/// included.
extension Session {
    /// The path, with the share of its rate that a subscription has.
    func shareOfPath(for index: Int, at now: Instant) -> LayerSelector.Path {
        var path = peer.bandwidth(at: now)
        guard videoCount > 1 else { return path }
        path.bitsPerSecond = shares(besides: index).share(of: 0, on: path.bitsPerSecond)
        return path
    }

    /// What the last probe brought for it.
    func shareOfLastProbe(for index: Int) -> (at: Instant, bitsPerSecond: Int?)? {
        guard videoCount > 1 else { return peer.lastProbe }
        let shares = shares(besides: index)
        return peer.lastProbe.map { ($0.at, $0.bitsPerSecond.map { shares.share(of: 0, on: $0) }) }
    }

    /// Begins a probe that tells whether it might have so much.
    func probe(_ wish: LayerSelector.ProbeWish, for index: Int, at now: Instant) {
        guard videoCount > 1 else { return peer.probe(wish, at: now) }
        var wish = wish
        let (shares, whole) = (shares(besides: index), peer.bandwidth(at: now).bitsPerSecond)
        let total = shares.total(giving: wish.bitsPerSecond, to: 0)
        // As long as it was to take: a proof at its own rate, a glance at what the path is known to carry.
        let scale =
            wish.isGlance
            ? Double(whole) / Double(max(shares.share(of: 0, on: whole), 1))
            : Double(total) / Double(max(wish.bitsPerSecond, 1))
        wish.octets = Int(Double(wish.octets) * min(scale, 64))
        wish.bitsPerSecond = total
        peer.probe(wish, at: now)
    }

    /// How its videos share the path, the one of a subscription first.
    private func shares(besides index: Int) -> PathShares {
        let others = subscriptions.indices.filter { $0 != index && subscriptions[$0].sharesPath }
        return PathShares(
            ([index] + others).map { place in
                let aim = subscriptions[place].aim
                return PathShares.Part(
                    weight: max(aim.wish.priority, 1), need: place == index ? nil : aim.need)
            })
    }
}
