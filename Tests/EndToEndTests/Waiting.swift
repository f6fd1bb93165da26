import Foundation

/// Asks again and again until a condition holds, and returns whether it came to hold in time. The thread waits.
@discardableResult
func block(atMost seconds: Double = 60, until condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while try !condition() {
        if ContinuousClock.now > end { return false }
        Thread.sleep(forTimeInterval: 0.05)
    }
    return true
}

/// Likewise, with no thread waiting.
@discardableResult
func wait(atMost seconds: Double = 60, until condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while try await !condition() {
        if ContinuousClock.now > end { return false }
        try await Task.sleep(for: .milliseconds(50))
    }
    return true
}
