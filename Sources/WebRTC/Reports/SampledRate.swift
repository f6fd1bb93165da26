internal import Timing

/// How many bits a second passed between two looks at a counter of octets.
///
/// A stream that goes to thousands keeps no meter for each of them: a look with each report, about once a second, makes
/// a rate of the counter that it has anyway.
struct SampledRate: Sendable {
    /// When was looked last, and what the counter was.
    private var last: (octets: UInt64, at: Instant)?
    /// What passed between the last look and the one before.
    private var rate: UInt64 = 0

    /// How long a look is worth something. Reports leave 1.5 s apart at most.
    private static let freshness = Duration.seconds(2)

    /// Looks at the counter.
    mutating func sample(_ octets: UInt64, at now: Instant) {
        rate = bitsPerSecond(since: last, octets, at: now) ?? rate
        last = (octets, now)
    }

    /// The rate now, when the counter is at `octets`: what is more than two seconds old says nothing of now.
    func bitsPerSecond(_ octets: UInt64, at now: Instant) -> UInt64 {
        guard let last, last.at.duration(to: now) > Self.freshness else { return rate }
        return bitsPerSecond(since: last, octets, at: now) ?? rate
    }

    private func bitsPerSecond(
        since last: (octets: UInt64, at: Instant)?, _ octets: UInt64, at now: Instant
    ) -> UInt64? {
        guard let last, case let passed = last.at.duration(to: now).nanoseconds, passed > 1_000_000 else {
            return nil
        }
        return UInt64(Double(octets &- last.octets) * 8e9 / Double(passed))
    }
}
