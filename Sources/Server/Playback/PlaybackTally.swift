import Bytes
import Synchronization
import Timing

/// Takes down what players say of themselves, from any loop; of one address no more than its viewers can have to say.
final class PlaybackTally: Sendable {
    /// A player speaks twice a minute: so many reports of one address at once, and one more after each interval, are those of
    /// a hundred viewers behind one address, who all came at once.
    private static let burst = 100, interval = Duration.milliseconds(300)

    /// What is said, and by whom how often.
    private struct State {
        var figures = PlaybackFigures()
        var limiter = AttemptLimiter(burst: PlaybackTally.burst, interval: PlaybackTally.interval)
    }

    private let state = Mutex(State())

    /// What was said so far.
    var figures: PlaybackFigures { state.withLock { $0.figures } }

    /// Takes a report down; returns for how long the address must wait when it says too much.
    func add(_ report: PlaybackReport, from address: IPAddress, at now: Instant) -> Duration? {
        state.withLock { state in
            if let wait = state.limiter.wait(for: address, at: now) { return wait }
            state.limiter.recordAttempt(from: address, at: now)
            state.figures.add(report)
            return nil
        }
    }
}
