import Glibc
import Synchronization

/// Where two threads wait for each other.
final class Meeting: Sendable {
    /// How often one of them came.
    private let arrivals = Atomic(0)
    /// How many have left for good.
    private let departures = Atomic(0)
    /// Whether the one that the other works for is done with its round, by the number of rounds.
    private let rounds = Atomic(0)

    /// Waits until both have called this as often. It asks and asks, so that both go on at once.
    func wait() {
        let turn = arrivals.add(1, ordering: .acquiringAndReleasing).newValue
        let full = (turn + 1) / 2 * 2
        while arrivals.load(ordering: .acquiring) < full { sched_yield() }
    }

    /// The one that the other works for is done with its round.
    func finishRound() { rounds.add(1, ordering: .releasing) }

    /// How many rounds are done.
    var finishedRounds: Int { rounds.load(ordering: .acquiring) }

    /// One of both comes no more.
    func leave() { departures.add(1, ordering: .releasing) }

    /// Waits until both are gone.
    func waitUntilLeft() {
        while departures.load(ordering: .acquiring) < 2 { usleep(10_000) }
    }
}
