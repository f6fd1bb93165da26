import Simulation
import Testing

@testable import RTP

@Suite struct EvenSplitTests {
    @Test(
        "parts are few, nearly equal, smaller ones first",
        arguments: [
            (10, 10, [10]), (11, 10, [5, 6]), (20, 10, [10, 10]), (25, 10, [8, 8, 9]), (1, 10, [1]),
            (0, 10, [0]),
        ])
    func parts(byteCount: Int, limit: Int, expected: [Int]) {
        let split = EvenSplit(byteCount, limit: limit)
        #expect((0..<split.count).map { split.byteCount(at: $0) } == expected)
    }

    @Test("no part is over the limit and nothing is lost")
    func random() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let (byteCount, limit) = (Int(generator.next() % 100_000), 1 + Int(generator.next() % 2000))
            let split = EvenSplit(byteCount, limit: limit)
            let parts = (0..<split.count).map { split.byteCount(at: $0) }
            guard parts.reduce(0, +) == byteCount, parts.allSatisfy({ $0 <= limit }), parts == parts.sorted(),
                (parts.last ?? 0) - parts[0] <= 1
            else {
                Issue.record("\(byteCount) into \(limit): \(parts)")
                return
            }
        }
    }
}
