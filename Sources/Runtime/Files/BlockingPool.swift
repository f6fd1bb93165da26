internal import Synchronization

/// A few threads for calls that block: files, name look-up. A loop awaits them and goes on meanwhile.
///
/// The queue is bounded, for what fills it may come from a network: a full pool refuses at once.
public final class BlockingPool: Sendable {
    /// What waits; shared with the threads, which so outlive the pool until all is done.
    private let queue: JobQueue

    /// Starts `threads` threads; at most `capacity` calls wait for one of them.
    public init(threads: Int = 2, capacity: Int = 256, name: String = "blocking") throws(SystemError) {
        let queue = JobQueue(capacity: capacity)
        self.queue = queue
        for _ in 0..<threads {
            try Thread.start(name: name) {
                while let job = queue.take() { job() }
            }
        }
    }

    deinit {
        queue.close()
    }

    /// Runs `work` on one of the threads and goes on where the caller was.
    public nonisolated(nonsending) func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(BlockingFailure<Failure>) -> Value {
        typealias Outcome = Result<Value, BlockingFailure<Failure>>
        let outcome = await withCheckedContinuation { (continuation: CheckedContinuation<Outcome, Never>) in
            let isTaken = submit {
                do throws(Failure) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(.failed(error)))
                }
            }
            if !isTaken { continuation.resume(returning: .failure(.busy)) }
        }
        return try outcome.get()
    }

    /// Lets a thread run `job` some time; `false` when too many wait. A pool of one thread runs jobs in order.
    public func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        queue.append(job)
    }
}
