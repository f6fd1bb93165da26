import CEgress
import Glibc
import Runtime
import Synchronization
import Timing

/// One copy of the loop in C, then two side by side on two cores: what a second core adds at most.
struct Pair {
    /// Packets in a run.
    private let packets: Int

    /// How long each is measured.
    private static let duration = Duration.seconds(1)

    init(run: Int) throws {
        packets = run
    }

    /// Measures, and prints packets a second by the clock on the wall.
    func run() throws {
        let alone = try measure(copies: 1)
        let together = try measure(copies: 2)
        print("run \(packets)\none \(Int(alone))\ntwo \(Int(together))\nscaling \(together / alone)")
    }

    /// Packets a second of so many copies in all, each on a core of its own with receivers of its own.
    private func measure(copies: Int) throws -> Double {
        let total = Total()
        let cores = Thread.cores
        for copy in 0..<copies {
            let (run, core) = (packets, cores[copy % cores.count])
            try Thread.start(name: "egress-\(copy)") {
                Thread.pin(to: core)
                let rate = (try? PlainLoop(receivers: EgressBench.viewers)).map { Self.rate($0, run) }
                total.add(rate ?? 0)
            }
        }
        return total.wait(for: copies)
    }

    private static func rate(_ plain: PlainLoop, _ run: Int) -> Double {
        _ = plain.send(run, rounds: 20)
        let begin = Clock.now
        var sent = 0
        while begin.duration(to: Clock.now) < duration { sent += plain.send(run, rounds: 5) }
        return Double(sent) * 1e9 / Double(begin.duration(to: Clock.now).nanoseconds)
    }

    /// What the copies say, once all have.
    private final class Total: Sendable {
        private let sum = Mutex(0.0)
        private let done = Atomic(0)

        func add(_ rate: Double) {
            sum.withLock { $0 += rate }
            done.add(1, ordering: .releasing)
        }

        func wait(for count: Int) -> Double {
            while done.load(ordering: .acquiring) < count { usleep(10_000) }
            return sum.withLock { $0 }
        }
    }
}
