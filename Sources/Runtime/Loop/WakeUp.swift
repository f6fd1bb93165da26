internal import CLinux
internal import Glibc
internal import Synchronization
internal import Timing

/// An eventfd that ends a loop's wait, written at most once until the loop has seen it.
final class WakeUp: Sendable {
    /// The eventfd.
    private let descriptor: FileDescriptor
    /// Whether a signal is on its way that the loop has not seen.
    private let pending = Atomic<Bool>(false)

    init() throws(SystemError) {
        let number = starling_eventfd()
        guard number >= 0 else { throw SystemError("eventfd") }
        descriptor = FileDescriptor(owning: number)
    }

    /// Ends the wait, from any thread.
    func signal() {
        guard !pending.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // It fails only when the counter is full, and then the loop is awake.
        _ = eventfd_write(descriptor.number, 1)
    }

    /// Lets `poller` watch the eventfd. Whether that worked.
    func join(_ poller: Poller) -> Bool {
        (try? poller.add(descriptor, for: Source(self))) != nil
    }

    /// Reads the counter before it lets the next signal through: what is posted later is seen later.
    private func seen() {
        var value: UInt64 = 0
        _ = unsafe eventfd_read(descriptor.number, &value)
        _ = pending.exchange(false, ordering: .acquiringAndReleasing)
    }

    /// The eventfd as a poller's source, kept by the poller.
    private final class Source: EventSource {
        private let wakeUp: WakeUp

        init(_ wakeUp: WakeUp) {
            self.wakeUp = wakeUp
        }

        func ready(_ readiness: Readiness, at now: Instant) {
            wakeUp.seen()
        }
    }
}
