import Links
import LoadModel
import Testing
import Timing

@Suite struct ImpairmentTests {
    /// Sends numbers, one each millisecond of 1,000 octets, and gives what comes out with when.
    private static func run(_ conditions: LinkConditions, count: Int = 2000, seed: UInt64 = 1) -> (
        numbers: [Int], times: [Instant], counters: LinkCounters
    ) {
        var impairment = Impairment<Int>(conditions, seed: seed)
        var (numbers, times) = ([Int](), [Instant]())
        for step in 0..<count + 2000 {
            let now = Instant(nanoseconds: Int64(step) * 1_000_000)
            if step < count { impairment.send(step, byteCount: 1000, at: now) }
            while let number = impairment.next(at: now) {
                numbers.append(number)
                times.append(now)
            }
        }
        return (numbers, times, impairment.counters)
    }

    @Test("a perfect network changes nothing")
    func perfect() {
        #expect(Self.run(LinkConditions()).numbers == Array(0..<2000))
    }

    @Test("the same seed makes the same weather, another one another")
    func seeds() {
        let conditions = LinkConditions(
            delay: .milliseconds(20), jitter: .milliseconds(20), loss: .random(0.1), duplication: 0.05,
            reordering: 0.1)
        #expect(Self.run(conditions).numbers == Self.run(conditions).numbers)
        #expect(Self.run(conditions).numbers != Self.run(conditions, seed: 2).numbers)
    }

    @Test("a tenth is lost, delayed, doubled and held back as asked")
    func conditions() {
        let lossy = Self.run(LinkConditions(loss: .random(0.1))).counters
        #expect((150...250).contains(lossy.lost))
        let late = Self.run(LinkConditions(delay: .milliseconds(50)))
        #expect(late.times.first == Instant(nanoseconds: 50_000_000) && late.numbers == Array(0..<2000))
        #expect((150...250).contains(Self.run(LinkConditions(duplication: 0.1)).numbers.count - 2000))
        let mixed = Self.run(LinkConditions(reordering: 0.1)).numbers
        #expect(mixed != mixed.sorted() && mixed.sorted() == Array(0..<2000))
    }

    @Test("bursts lose several in a row")
    func bursts() {
        let numbers = Self.run(LinkConditions(loss: .bursts(average: 0.1, length: 10)), count: 20_000).numbers
        let gaps = zip(numbers, numbers.dropFirst()).map { $1 - $0 - 1 }.filter { $0 > 0 }
        #expect(Double(gaps.reduce(0, +)) / Double(gaps.count) > 5)
    }

    @Test("a rate lets through what it is, and its queue drops the rest")
    func rate() {
        // 8 Mb/s come, 4 Mb/s pass, 100 packets wait.
        let (numbers, times, counters) = Self.run(
            LinkConditions(bitsPerSecond: 4_000_000, queueByteCount: 100_000))
        #expect(counters.overflowed > 850)
        #expect((1050...1150).contains(numbers.count))
        #expect(times.last.map { $0.nanoseconds < 2_300_000_000 } == true)
    }

    @Test("the weather can change, and what waits is bounded")
    func change() {
        var impairment = Impairment<Int>(LinkConditions(delay: .seconds(1)), seed: 1, capacity: 10)
        for number in 0..<20 { impairment.send(number, byteCount: 1, at: .zero) }
        #expect(impairment.overflowed == 10)
        impairment.change(to: LinkConditions())
        #expect(impairment.next(at: .zero) == nil)
        #expect(impairment.nextDeadline != nil)
        #expect(impairment.next(at: Instant(nanoseconds: 1_000_000_000)) == 0)
    }
}
