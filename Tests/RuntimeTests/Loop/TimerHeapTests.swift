import Testing
import Timing

@testable import Runtime

struct TimerHeapTests {
    @Test("timers that are set, moved and cancelled at random fire once each, in order, when they are due")
    func model() {
        var random = SystemRandomNumberGenerator.seeded(7)
        var heap = TimerHeap()
        var fired: [Int] = []
        let timers = (0..<50).map { number in Timer { _ in fired.append(number) } }
        var due: [Int: Int64] = [:]
        var now: Int64 = 0
        for _ in 0..<20_000 {
            let number = Int.random(in: 0..<50, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                due[number] = now + Int64.random(in: 0..<100, using: &random)
                heap.schedule(timers[number], at: Instant(nanoseconds: due[number] ?? 0))
            case 2:
                due[number] = nil
                heap.cancel(timers[number])
            default:
                now += Int64.random(in: 0..<20, using: &random)
                fired = []
                while let timer = heap.pop(dueAt: Instant(nanoseconds: now)) { timer.action(.zero) }
                let expected = due.filter { $0.value <= now }
                let times = fired.map { expected[$0] ?? -1 }
                #expect(Set(fired) == Set(expected.keys) && times == times.sorted())
                for number in fired { due[number] = nil }
            }
        }
    }

    @Test("a timer that moves later keeps its place until it comes up")
    func movesLater() {
        var heap = TimerHeap()
        let timer = Timer { _ in }
        heap.schedule(timer, at: Instant(nanoseconds: 10))
        heap.schedule(timer, at: Instant(nanoseconds: 90))
        #expect(heap.next == Instant(nanoseconds: 10))
        #expect(heap.pop(dueAt: Instant(nanoseconds: 10)) == nil)
        #expect(heap.next == Instant(nanoseconds: 90))
        #expect(heap.pop(dueAt: Instant(nanoseconds: 90)) === timer)
        #expect(timer.deadline == nil && heap.next == nil)
    }
}

extension SystemRandomNumberGenerator {
    /// A generator whose numbers are the same in every run (SplitMix64).
    static func seeded(_ seed: UInt64) -> some RandomNumberGenerator { SplitMix(state: seed) }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
