import CEgress
import Runtime

/// Both loops, in turn, to the same sockets.
struct Comparison {
    /// The least part of the C loop's rate that the server's code must reach: what is asked for of it. It does a class
    /// look-up, a duplicate check, splicing, counters and addresses that may be IPv6 on top.
    private static let leastRatio = 0.85
    /// How far the C loop may be from what it is expected to do: it is then another machine, or a disturbed one.
    private static let tolerance = 0.2
    /// Nanoseconds to rewrite and seal a packet, where the rates below were measured.
    private static let sealingTime = 78.0
    /// Packets in a run, millions of packets a second of the C loop (PERFORMANCE.md, P4), and rounds of 1,000 viewers that
    /// take some 10 ms.
    private static let cases: [(run: Int, expected: Double, rounds: Int)] = [
        (1, 1.47, 12), (4, 2.90, 6), (10, 4.07, 4),
    ]
    /// How often each is run, in turn with the other. A ratio is taken of two runs that follow each other, and the median
    /// of the ratios counts: what slows the machine down for a second, or for half of all the time, does not move it.
    private static let repetitions = 41

    /// What one length of runs gave: medians.
    private struct Outcome {
        /// Millions of packets a second: what the C loop should reach by what sealing costs here, what it reached, ours.
        var limit, theirs, ours: Double
        /// The C loop's rate, divided by what it should be.
        var theirShare: Double
        /// Our rate, divided by the C loop's.
        var ratio: Double

        /// Whether the machine is as it was when the limits were measured.
        var isAsExpected: Bool { abs(theirShare - 1) <= tolerance }
        /// Whether we are as fast as is asked.
        var isFast: Bool { ratio >= leastRatio }
    }

    /// The loop in C.
    private let plain: PlainLoop
    /// The server's.
    private let ours: OurEgress

    init() throws {
        Thread.pin(to: Thread.cores[0])
        plain = try PlainLoop(receivers: EgressBench.viewers)
        ours = try OurEgress(ports: plain.ports, on: Poller())
    }

    /// Measures and prints; whether all was held.
    func run() -> Bool {
        _ = plain.sealingTime(packets: 100_000)
        let sealing = plain.sealingTime(packets: 300_000)
        print(
            """
            rewriting and sealing a packet of 1,200 octets takes \(Int(sealing)) ns here, and 78 ns where the limits were measured

            ours, without sending: \(sealingTimes())

            packets a run   limit, scaled     in C   of limit     ours   ours / C
            """)
        var isHeld = true
        for each in Self.cases {
            let outcome = measure(each.run, rounds: each.rounds, expected: each.expected)
            isHeld = isHeld && outcome.isAsExpected && outcome.isFast
            print(
                cell("\(each.run)", 13), cell(rate(outcome.limit), 15), cell(rate(outcome.theirs), 8),
                cell(rate(outcome.theirShare) + (outcome.isAsExpected ? "" : "!"), 10),
                cell(rate(outcome.ours), 8), cell(rate(outcome.ratio) + (outcome.isFast ? "" : "!"), 10),
                outcome.isAsExpected && outcome.isFast ? "" : " NOT HELD")
        }
        print(
            """

            Millions of packets of 1,216 octets a second of processor time, kernel included: to \(EgressBench.viewers) sockets on
            loopback whose buffers overflow. Medians of \(Self.repetitions) turns, each of a calibration, the C loop and ours; a ratio is
            of one turn. At least \(Self.leastRatio) of C; C within \(Int(Self.tolerance * 100)) % of the limit.
            """)
        return isHeld
    }

    /// Nanoseconds that our code takes to rewrite and seal a packet, for each length of run.
    private func sealingTimes() -> String {
        Self.cases.map { each in
            let times = (0..<Self.repetitions).map { _ in
                1000 / Self.rate { (0..<each.rounds).reduce(0) { sum, _ in sum + ours.seal(each.run) } }
            }
            return "\(Int(median(times))) ns"
        }.joined(separator: ", ")
    }

    /// Sends runs of `k` packets by the C loop and by ours.
    private func measure(_ k: Int, rounds: Int, expected: Double) -> Outcome {
        let turns = (0..<Self.repetitions).map { turn in
            let limit = expected * Self.sealingTime / plain.sealingTime(packets: 20_000)
            // Who begins changes, so that neither has the other's caches always.
            let first = turn.isMultiple(of: 2) ? nil : send(k, rounds)
            let theirs = Self.rate { plain.send(k, rounds: rounds) }
            let ours = first ?? send(k, rounds)
            return Outcome(
                limit: limit, theirs: theirs, ours: ours, theirShare: theirs / limit, ratio: ours / theirs)
        }
        return Outcome(
            limit: median(turns.map(\.limit)), theirs: median(turns.map(\.theirs)),
            ours: median(turns.map(\.ours)), theirShare: median(turns.map(\.theirShare)),
            ratio: median(turns.map(\.ratio)))
    }

    /// Our rate with runs of `k`.
    private func send(_ k: Int, _ rounds: Int) -> Double {
        Self.rate { (0..<rounds).reduce(0) { sum, _ in sum + ours.send(k) } }
    }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    /// Millions of packets a second of this thread's time.
    private static func rate(_ send: () -> Int) -> Double {
        let begin = egress_thread_time()
        let sent = send()
        return Double(sent) * 1000 / Double(egress_thread_time() - begin)
    }

    private func rate(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

    private func cell(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(width - text.count, 0)) + text
    }
}
