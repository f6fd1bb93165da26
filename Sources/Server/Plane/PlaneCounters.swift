import Timing

/// What was counted of the way to a media node that is another process, for `/metrics`.
struct PlaneCounters: Sendable {
    /// Whether the node can be reached.
    var isUp = false
    /// How often it was reached, the first time included.
    var reached: UInt64 = 0
    /// Questions that it answered, and those that it did not.
    private(set) var answered: UInt64 = 0
    private(set) var unanswered: UInt64 = 0
    /// How many wait for an answer, or for the node to be back.
    private(set) var waiting = 0
    /// From a question to its answer, in seconds.
    private(set) var durations = Histogram(bounds: [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5])

    /// A question is asked.
    mutating func ask() { waiting += 1 }

    /// It was answered, or was not.
    mutating func end(isAnswered: Bool, after duration: Duration) {
        waiting -= 1
        guard isAnswered else {
            unanswered &+= 1
            return
        }
        answered &+= 1
        durations.observe(duration.seconds)
    }
}
