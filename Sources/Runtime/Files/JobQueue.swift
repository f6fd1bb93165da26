internal import Synchronization

/// The calls that wait for a pool's threads.
final class JobQueue: Sendable {
    /// What waits, oldest first.
    private let jobs = Mutex<[@Sendable () -> Void]>([])
    /// Counts the jobs, and then the end.
    private let filled = Semaphore()
    /// How many may wait.
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Adds a job; `false` when there is no room.
    func append(_ job: @escaping @Sendable () -> Void) -> Bool {
        let isTaken = jobs.withLock { jobs in
            guard jobs.count < capacity else { return false }
            jobs.append(job)
            return true
        }
        if isTaken { filled.signal() }
        return isTaken
    }

    /// Lets the threads end when all is done. Called last, once.
    func close() {
        filled.signal()
    }

    /// Waits for a job and takes it; `nil` once there will be none.
    func take() -> (@Sendable () -> Void)? {
        filled.wait()
        let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        // Without a job it was the end, which the next thread must see too.
        if job == nil { filled.signal() }
        return job
    }
}
