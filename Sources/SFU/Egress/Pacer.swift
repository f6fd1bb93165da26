internal import Timing

/// When the next packets of a stream may leave, so that a burst is spread.
///
/// All viewers get the same packets at the same time, so what is spread for one is spread for all. What leaves is paid for
/// in time; `allowance` may be owed, so that what comes evenly never waits.
struct Pacer: Sendable {
    /// Bits a second; 0 never waits.
    private let rate: Int
    /// When all that left is paid for.
    private var settledAt = Instant.zero

    /// What may be owed when more leaves.
    private static let allowance = Duration.milliseconds(2)

    init(bitsPerSecond rate: Int) {
        self.rate = rate
    }

    /// When more may leave.
    var ready: Instant { settledAt.advanced(by: .zero - Self.allowance) }

    /// Takes note of what left.
    mutating func spend(_ byteCount: Int, at now: Instant) {
        guard rate > 0 else { return }
        let time = Duration.nanoseconds(Int64(clamping: byteCount &* 8_000_000_000 / rate))
        settledAt = max(settledAt, now).advanced(by: time)
    }
}
