internal import Simulation
import Timing

extension Trace {
    /// The committed traces.
    public static let all: [Trace] =
        [300_000, 500_000, 1_000_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000].map { steady($0) } + [
            steps("step 4 to 1.4 and back", [(0, 4_000_000), (20, 1_400_000), (40, 4_000_000)]),
            steps("step 2 to 0.7 and back", [(0, 2_000_000), (20, 700_000), (40, 2_000_000)]),
            steps("step 4 to 0.5 and back", [(0, 4_000_000), (20, 500_000), (40, 4_000_000)]),
            ramp, radio(seed: 1), radio(seed: 2),
            lossy(0.05), lossy(0.1), lossy(0.2), far, bloated,
        ]

    /// Down and up again, evenly.
    private static var ramp: Trace {
        let down = (0..<30).map { (second: $0, rate: 4_000_000 - $0 * 120_000) }
        let up = (30..<60).map { (second: $0, rate: 400_000 + ($0 - 30) * 120_000) }
        var trace = steps("ramp 4 to 0.4 and back", (down + up).map { ($0.second, $0.rate) })
        trace.hasSteps = false
        return trace
    }

    /// Like a phone on the move: a new capacity twice a second, which wanders between 0.7 and 6 Mb/s.
    private static func radio(seed: UInt64) -> Trace {
        var random = SeededGenerator(seed: seed)
        var level = 2.5
        var changes: [Change] = []
        for step in 0..<180 {
            level = min(max(level * (0.82 + Double.random(in: 0..<0.4, using: &random)), 0.7), 6)
            changes.append(Change(at: .milliseconds(500 * step), bitsPerSecond: Int(level * 1e6)))
        }
        var trace = Trace(name: "radio \(seed)", length: .seconds(90), changes: changes)
        trace.hasSteps = false
        return trace
    }

    private static func lossy(_ share: Double) -> Trace {
        var trace = Trace(
            name: "\(Int(share * 100)) % lost", length: .seconds(60),
            changes: [Change(at: .zero, bitsPerSecond: 4_000_000)])
        trace.loss = share
        return trace
    }

    private static var far: Trace {
        var trace = steps("300 ms there and back", [(0, 3_000_000), (20, 1_200_000), (40, 3_000_000)])
        trace.delay = .milliseconds(150)
        return trace
    }

    private static var bloated: Trace {
        var trace = steps("bufferbloat", [(0, 3_000_000), (20, 1_100_000), (40, 3_000_000)])
        trace.queue = .seconds(3)
        return trace
    }
}
