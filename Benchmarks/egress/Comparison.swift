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
    /// take some 40 ms.
    private static let cases: [(run: Int, expected: Double, rounds: Int)] = [
        (1, 1.47, 50), (4, 2.90, 25), (10, 4.07, 14),
    ]
    /// How often each is run, in turn with the other, so that a disturbance meets both.
    private static let repetitions = 9

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
        let scale = Self.sealingTime / sealing
        print(
            """
            rewriting and sealing a packet of 1,200 octets takes \(Int(sealing)) ns here, and 78 ns where the limits were measured

            ours, without sending: \(sealingTimes())

            packets a run   limit, scaled     in C   of limit     ours   ours / C
            """)
        var isHeld = true
        for each in Self.cases {
            let (limit, (theirs, ours)) = (each.expected * scale, measure(each.run, rounds: each.rounds))
            let isAsExpected = abs(theirs / limit - 1) <= Self.tolerance
            let isFast = ours / theirs >= Self.leastRatio
            isHeld = isHeld && isAsExpected && isFast
            print(
                cell("\(each.run)", 13), cell(rate(limit), 15), cell(rate(theirs), 8),
                cell(rate(theirs / limit) + (isAsExpected ? "" : "!"), 10), cell(rate(ours), 8),
                cell(rate(ours / theirs) + (isFast ? "" : "!"), 10), isAsExpected && isFast ? "" : " NOT HELD"
            )
        }
        print(
            """

            Millions of packets of 1,216 octets a second of processor time, kernel included, medians of \(Self.repetitions)
            rounds in turn: to \(EgressBench.viewers) sockets on loopback whose buffers overflow. At least \(Self.leastRatio) of C; C
            within \(Int(Self.tolerance * 100)) % of the limit.
            """)
        return isHeld
    }

    /// Nanoseconds that our code takes to rewrite and seal a packet, for each length of run.
    private func sealingTimes() -> String {
        Self.cases.map { each in
            let times = (0..<Self.repetitions).map { _ in
                1000 / Self.rate { (0..<each.rounds).reduce(0) { sum, _ in sum + ours.seal(each.run) } }
            }
            return "\(Int(times.sorted()[Self.repetitions / 2])) ns"
        }.joined(separator: ", ")
    }

    /// Millions of packets a second with runs of `k`: the loop's in C, and ours.
    private func measure(_ k: Int, rounds: Int) -> (theirs: Double, ours: Double) {
        var theirs: [Double] = []
        var ours: [Double] = []
        for _ in 0..<Self.repetitions {
            theirs.append(Self.rate { plain.send(k, rounds: rounds) })
            ours.append(Self.rate { (0..<rounds).reduce(0) { sum, _ in sum + self.ours.send(k) } })
        }
        return (theirs.sorted()[Self.repetitions / 2], ours.sorted()[Self.repetitions / 2])
    }

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
