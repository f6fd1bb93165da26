public import Timing

/// When sender and receiver reports leave: about once a second, never in step with others.
///
/// RFC 3550 §6.2 has five seconds, which no estimator of today could live with; under AVPF it may be less (RFC 4585
/// §3.5.3 with a minimum of zero), and browsers take one second for video. Each wait is 0.5 to 1.5 intervals (§6.3.1),
/// or a thousand viewers who joined together would report together for ever.
public struct ReportSchedule: Sendable {
    /// The mean wait.
    private let interval: Duration
    /// When the next reports leave.
    public private(set) var nextDeadline: Instant
    /// Where the waits come from: xorshift (Marsaglia, 2003), never 0.
    private var state: UInt32

    /// Reports begin within half an interval of `now`.
    public init(
        interval: Duration = .seconds(1), at now: Instant, using generator: inout some RandomNumberGenerator
    ) {
        self.interval = interval
        state = UInt32(truncatingIfNeeded: generator.next()) | 1
        nextDeadline = now
        nextDeadline = now.advanced(by: wait() / 3)
    }

    /// Whether reports leave now. If so, the next ones are set.
    public mutating func takeDue(at now: Instant) -> Bool {
        guard nextDeadline <= now else { return false }
        nextDeadline = now.advanced(by: wait())
        return true
    }

    /// Brings the next reports forward: a stream began or changed its time line, and until its first report a viewer
    /// cannot bring its audio and video together.
    public mutating func hasten(to time: Instant) {
        nextDeadline = min(nextDeadline, time)
    }

    private mutating func wait() -> Duration {
        state ^= state << 13
        state ^= state >> 17
        state ^= state << 5
        return interval * (512 + Int(state >> 22)) / 1024
    }
}
