import Timing

/// How far another machine's clock is ahead of ours, from questions and answers (RFC 5905 §8, with one time stamp at
/// the other end).
///
/// The answer was given somewhere within the round trip, so that the shortest round trip errs least: by half of it at
/// most.
struct ClockOffset: Sendable {
    /// The shortest round trip so far, and what it says.
    private var best: (roundTrip: Int64, ahead: Int64)?
    /// How many answers came.
    private(set) var count = 0

    /// How far the other's clock is ahead; negative when it is behind, `nil` before the first answer.
    var ahead: Duration? { best.map { .nanoseconds($0.ahead) } }

    /// By how much that may be wrong.
    var error: Duration? { best.map { .nanoseconds($0.roundTrip / 2) } }

    /// Takes an answer: when it was asked and when it came by our clock, and what the other's showed.
    mutating func handle(asked: Int64, answered: Int64, other: Int64) {
        let roundTrip = answered &- asked
        guard roundTrip >= 0 else { return }
        count += 1
        if let best, best.roundTrip <= roundTrip { return }
        best = (roundTrip, other &- (asked &+ roundTrip / 2))
    }
}
