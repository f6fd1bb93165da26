internal import CLinux
internal import Glibc
internal import Timing

/// A count that threads wait on: for those of ours that may block, never for a loop.
@safe public final class Semaphore: @unchecked Sendable {
    /// The system's semaphore, at an address that stays. Made for use by many threads at once (sem_overview(7)),
    /// which is the proof for `Sendable`.
    private let semaphore: UnsafeMutablePointer<sem_t>

    /// A semaphore at zero.
    public init() {
        unsafe semaphore = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe semaphore.initialize(to: sem_t())
        // It fails for a value beyond SEM_VALUE_MAX only.
        unsafe sem_init(semaphore, 0, 0)
    }

    deinit {
        // Sound: who waits holds a reference, so nobody does.
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// Adds one, which lets one waiting thread go on.
    public func signal() {
        unsafe sem_post(semaphore)
    }

    /// Takes one, and waits until there is one.
    public func wait() {
        while unsafe sem_wait(semaphore) != 0 {}
    }

    /// Takes one; `false` when there was none for so long.
    public func wait(atMost limit: Duration) -> Bool {
        unsafe starling_semaphore_wait(semaphore, max(limit.nanoseconds, 0)) == 0
    }
}
