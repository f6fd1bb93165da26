import Timing

/// How often something may be done: a few times at once, then at a rate.
///
/// It is one instant, at which all that was done is forgiven (the generic cell rate algorithm, ITU-T I.371 annex A).
struct Allowance {
    /// Between two, in the long run.
    let interval: Duration
    /// How many at once.
    let burst: Int
    /// When all is forgiven.
    private var forgiven = Instant.zero

    /// So many a second, and what four seconds of that are at once.
    init(perSecond rate: Int) {
        interval = .nanoseconds(1_000_000_000 / Int64(max(rate, 1)))
        burst = rate * 4
    }

    /// Does it once more; how long to wait when that is too often.
    mutating func use(at now: Instant) -> Duration? {
        let start = max(forgiven, now)
        let wait = now.duration(to: start) - interval * (burst - 1)
        guard wait <= .zero else { return wait }
        forgiven = start.advanced(by: interval)
        return nil
    }
}
