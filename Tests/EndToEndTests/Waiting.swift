import Foundation

/// Asks again and again, less and less often, until a condition holds, and returns whether it came to hold in time.
@discardableResult
func wait(atMost seconds: Double = 60, until condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    var pause = 0.02
    while try await !condition() {
        if ContinuousClock.now > end { return false }
        try await Task.sleep(for: .seconds(pause))
        // To ask may cost a process, and whoever waits for a client's turn asks for minutes.
        pause = min(pause * 1.2, 0.5)
    }
    return true
}
