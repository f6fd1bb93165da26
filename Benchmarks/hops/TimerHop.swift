import Runtime
import Timing

/// Setting timers and having them fire, a thousand at once.
enum TimerHop {
    private static let count = 1000
    private static let rounds = 200

    static let all = [
        Hop(
            name: "timer set and fired, 1,000 pending", planned: "-",
            ours: { try await BenchLoop.lend { try await measure(on: $0) } })
    ]

    private static func measure(on resident: BenchLoop) async throws -> Double {
        await withCheckedContinuation { continuation in
            Task {
                await resident.run { resident in
                    TimerRounds(count: count, rounds: rounds, on: resident.poller) {
                        continuation.resume(returning: $0)
                    }.start()
                }
            }
        }
    }
}

/// Timers that are set anew when the last of them fired, until all rounds are done.
private final class TimerRounds {
    private let poller: Poller
    private let done: (Double) -> Void
    private let count: Int
    private let rounds: Int
    private var timers: [Timer] = []
    private var fired = 0
    private var begin = Instant.zero

    init(count: Int, rounds: Int, on poller: Poller, done: @escaping (Double) -> Void) {
        self.poller = poller
        self.done = done
        self.count = count
        self.rounds = rounds
    }

    /// The timers keep this object, and it them, until the last one fired.
    func start() {
        timers = (0..<count).map { _ in Timer { [self] _ in fire() } }
        begin = Clock.now
        setAll()
    }

    private func setAll() {
        let now = poller.now
        for (index, timer) in timers.enumerated() {
            // Not in order, as deadlines are not.
            poller.schedule(timer, at: now.advanced(by: .nanoseconds(index * 7919 % 1000)))
        }
    }

    private func fire() {
        fired += 1
        guard fired % count == 0 else { return }
        guard fired < count * rounds else {
            timers = []
            return done(nanoseconds(since: begin) / Double(fired))
        }
        setAll()
    }
}
