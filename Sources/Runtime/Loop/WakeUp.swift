internal import CLinux
internal import Glibc
internal import Synchronization
internal import Timing

/// What ends a loop's wait from outside: an eventfd, written only when the loop sleeps.
///
///     awake ──mayWait──► asleep ──signal (writes)──► asked ──didWait──► awake
///       └──────signal (writes nothing)──────────────►┘
///
/// Invariants:
/// 1. Between `signal` and the loop's next wait there is a `didWait`: a loop that was asked does not go to sleep
///    before it has looked, in a turn of its own, at whatever the signal was for.
/// 2. One write a sleep, however many ask.
final class WakeUp: Sendable {
    private static let awake: UInt8 = 0
    private static let asked: UInt8 = 1
    private static let asleep: UInt8 = 2

    /// The eventfd.
    private let descriptor: FileDescriptor
    /// Where the loop is.
    private let state = Atomic<UInt8>(WakeUp.awake)

    init() throws(SystemError) {
        let number = starling_eventfd()
        guard number >= 0 else { throw SystemError("eventfd") }
        descriptor = FileDescriptor(owning: number)
    }

    /// Ends the wait, or keeps the loop from beginning one. From any thread.
    func signal() {
        guard state.exchange(Self.asked, ordering: .acquiringAndReleasing) == Self.asleep else { return }
        _ = eventfd_write(descriptor.number, 1)
    }

    /// Whether the loop may wait now: `false` when somebody asked since `didWait`.
    func mayWait() -> Bool {
        state.compareExchange(expected: Self.awake, desired: Self.asleep, ordering: .acquiringAndReleasing)
            .exchanged
    }

    /// Tells that the wait is over, or was left out. What was posted before a signal is seen after this.
    func didWait() {
        _ = state.exchange(Self.awake, ordering: .acquiringAndReleasing)
    }

    /// Lets `poller` watch the eventfd. Whether that worked.
    func join(_ poller: Poller) -> Bool {
        (try? poller.add(descriptor, for: Source(), interest: .readable)) != nil
    }

    /// The eventfd as a poller's source, kept by the poller. The counter is never read: every write has its edge,
    /// and 2^64 of them never come.
    private final class Source: EventSource {
        func ready(_ readiness: Readiness, at now: Instant) {}
    }
}
