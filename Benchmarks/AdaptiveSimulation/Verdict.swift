import Timing

/// What a run comes to, held against what is demanded of it.
public struct Verdict: Sendable {
    /// The share of an oracle's rate that was sent; where more was sent than an oracle would, only the oracle's counts.
    public let use: Double
    /// The 95th percentile of how long packets waited, the three seconds after each step left out.
    public let queueing: Duration
    /// The longest pause of the picture after a step down.
    public let pause: Duration
    /// How long after its last step up the best layer was reached; `nil` when there is no such step.
    public let recovery: Duration?
    /// Layer changes a minute, the first ten seconds left out.
    public let changesPerMinute: Double
    /// What is not as demanded.
    public let faults: [String]

    /// Judges a run.
    public init(_ run: AdaptiveRun) {
        let trace = run.trace
        let rates = Camera.rates
        // The first seconds find out what there is.
        let settled = run.samples.filter { $0.time >= .seconds(5) }
        let sent = settled.reduce(0) { $0 + min(rates[$1.layer], rates[$1.best]) }
        use = Double(sent) / Double(max(settled.reduce(0) { $0 + rates[$1.best] }, 1))
        let calm = settled.filter {
            !trace.hasSteps || $0.time - trace.lastChange(before: $0.time) > .seconds(3)
        }
        .map(\.queueing).sorted()
        queueing = calm.isEmpty ? .zero : calm[calm.count * 95 / 100]
        pause = run.pauses.filter { $0.until > .seconds(5) }.map(\.length).max() ?? .zero
        recovery = Self.recovery(run)
        let changes = run.changes.count { $0 > .seconds(10) }
        changesPerMinute = Double(changes) / (trace.length.seconds - 10) * 60
        var faults: [String] = []
        if use < 0.85 { faults.append("uses too little") }
        if queueing > .milliseconds(150) { faults.append("queues") }
        if trace.hasSteps, trace.changes.count > 1, pause > Self.allowedPause(trace) {
            faults.append("freezes")
        }
        if let recovery, recovery > .seconds(8) { faults.append("recovers late") }
        if trace.changes.count == 1, changesPerMinute > 2 { faults.append("wavers") }
        self.faults = faults
    }

    /// A moment, and what it takes to drain what was in flight beyond a round trip of 100 ms.
    private static func allowedPause(_ trace: Trace) -> Duration {
        let down = trace.changes.indices.dropFirst().map {
            Double(trace.changes[$0 - 1].bitsPerSecond) / Double(trace.changes[$0].bitsPerSecond)
        }
        let roundTrip = trace.delay * 2
        guard trace.hasSteps, let worst = down.max(), worst > 3 || roundTrip > .milliseconds(100) else {
            return .milliseconds(400)
        }
        return .milliseconds(400) + roundTrip * 2 + roundTrip * worst
    }

    private static func recovery(_ run: AdaptiveRun) -> Duration? {
        guard run.trace.hasSteps, let last = run.trace.changes.last, run.trace.changes.count > 1 else {
            return nil
        }
        let reached = run.samples.first { $0.time >= last.at && $0.layer >= $0.best }
        return reached.map { $0.time - last.at } ?? .seconds(999)
    }
}
