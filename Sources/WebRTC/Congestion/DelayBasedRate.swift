internal import Timing

/// The rate that a path takes by its delay: raised while delay is steady, lowered to a share of what arrives when it
/// grows (draft-ietf-rmcat-gcc-02 §5.5, with the constants of libwebrtc's AimdRateControl, M120).
struct DelayBasedRate: Sendable {
    /// In bits a second.
    private(set) var bitsPerSecond: Double
    /// What arrived when the path was last found full, and how much that varied; `nil` when nothing is known.
    private var capacity: (mean: Double, variance: Double)?
    /// When it was last updated.
    private var updatedAt: Instant?
    /// When it was last lowered.
    private var loweredAt: Instant?

    /// How much it rises in a second while nothing is known of the path.
    private static let growth = 1.08
    /// The share of the rate that must arrive for it to rise.
    private static let tried = 0.75
    /// Less than this is of no use to anybody, and a path that bad recovers through it.
    static let least = 30_000.0

    /// Begins with a guess.
    init(_ bitsPerSecond: Double) {
        self.bitsPerSecond = bitsPerSecond
    }

    /// Follows what the path is doing. `arriving` is the rate that arrives, where it is known, and `share` how much of
    /// it is left when it is too much: the rest lets the queue drain.
    mutating func update(
        _ use: DelayTrend.Use, arriving: Double?, share: Double, roundTrip: Duration, at now: Instant
    ) {
        switch use {
        case .over: lower(arriving: arriving, to: share, roundTrip: roundTrip, at: now)
        // A draining queue says nothing of what could be sent.
        case .under: break
        case .normal: raise(arriving: arriving, roundTrip: roundTrip, at: now)
        }
        updatedAt = now
    }

    /// A probe, or the loss of packets, has shown another rate.
    mutating func set(_ bitsPerSecond: Double) {
        self.bitsPerSecond = max(bitsPerSecond, Self.least)
        if let capacity, bitsPerSecond > capacity.mean + 3 * capacity.variance.squareRoot() {
            self.capacity = nil
        }
    }

    /// At most once a round trip, since what was lowered needs one to be seen.
    private mutating func lower(arriving: Double?, to share: Double, roundTrip: Duration, at now: Instant) {
        let wait = min(max(roundTrip, .milliseconds(10)), .milliseconds(200))
        if let loweredAt, loweredAt.duration(to: now) < wait { return }
        guard let arriving else { return }
        loweredAt = now
        learn(arriving)
        bitsPerSecond = max(min(bitsPerSecond, arriving * share), Self.least)
    }

    private mutating func raise(arriving: Double?, roundTrip: Duration, at now: Instant) {
        let passed = min(updatedAt.map { $0.duration(to: now).seconds } ?? 0, 1)
        if let arriving, let capacity, arriving > capacity.mean + 3 * capacity.variance.squareRoot() {
            self.capacity = nil
        }
        // Where the path was found full it rises by a packet each response time, elsewhere by a share.
        let response = roundTrip.seconds * 2 + 0.2
        let raised =
            capacity == nil
            ? bitsPerSecond * (1 + (Self.growth - 1) * passed)
            : bitsPerSecond + max(9600 / response, 4000) * passed
        // While less is sent nothing is learnt of what more would do; a probe must show it.
        guard let arriving, arriving > bitsPerSecond * Self.tried else { return }
        bitsPerSecond = max(bitsPerSecond, min(raised, arriving * 1.5 + 10_000))
    }

    private mutating func learn(_ arriving: Double) {
        guard let before = capacity else {
            capacity = (arriving, arriving * arriving * 0.01)
            return
        }
        let mean = before.mean * 0.95 + arriving * 0.05
        let error = arriving - mean
        let variance = before.variance * 0.95 + error * error * 0.05
        capacity = (mean, min(max(variance, mean * mean * 0.0004), mean * mean * 0.04))
    }
}
