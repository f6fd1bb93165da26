import Timing

/// A delay that wanders: each `span` of time it has a new value between nothing and `span`, and moves there evenly.
///
/// So it never falls faster than time passes, and packets that it delays stay in order. To draw it anew for each
/// packet would not do: kept in order, packets close to each other would all be as late as the latest.
struct WanderingDelay: Sendable {
    /// Where its values come from; its own, so that it is the same weather whatever is sent.
    private var generator: SplitMix64
    /// When it set out from `departure`.
    private var start = Instant.zero
    /// Where it comes from and where it goes, as shares of `span`.
    private var departure: Double, destination: Double

    /// A delay that `seed` makes repeatable.
    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
        departure = generator.fraction()
        destination = generator.fraction()
    }

    /// The delay at `now`, which is never before the last.
    mutating func value(upTo span: Duration, at now: Instant) -> Duration {
        guard span > .zero else { return .zero }
        var progress = start.duration(to: now) / span
        if progress >= 1 {
            // After a silence its way there does not matter.
            departure = progress < 2 ? destination : generator.fraction()
            destination = generator.fraction()
            start = progress < 2 ? start.advanced(by: span) : now
            progress = start.duration(to: now) / span
        }
        return span * (departure + (destination - departure) * progress)
    }
}
