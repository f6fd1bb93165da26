import Runtime
import Timing

/// Nanoseconds from `begin` to now.
func nanoseconds(since begin: Instant) -> Double {
    Double(begin.duration(to: Clock.now).nanoseconds)
}

/// Nanoseconds that `body` takes for each of `count`.
func nanoseconds(each count: Int, _ body: () throws -> Void) rethrows -> Double {
    let begin = Clock.now
    try body()
    return nanoseconds(since: begin) / Double(count)
}

/// Runs `body` on a thread of its own, bound to the core at `index`.
func onThread(core index: Int, _ body: @escaping @Sendable () -> Double) async throws -> Double {
    try await withCheckedThrowingContinuation { continuation in
        do {
            try Thread.start(name: "plain") {
                let cores = Thread.cores
                Thread.pin(to: cores[index % cores.count])
                continuation.resume(returning: body())
            }
        } catch {
            continuation.resume(throwing: error)
        }
    }
}
