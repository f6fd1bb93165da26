import Foundation

/// Asks again and again until a condition holds, and returns whether it came to hold in time.
@discardableResult
func wait(atMost seconds: Double = 60, until condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while try await !condition() {
        if ContinuousClock.now > end { return false }
        try await Task.sleep(for: .milliseconds(50))
    }
    return true
}
