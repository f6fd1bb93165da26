import Simulation
import Testing
import Timing

@Suite struct DeadlineQueueTests {
    @Test("nothing is due before its time, and everything at it")
    func due() {
        var queue = DeadlineQueue<String>()
        queue.schedule("tea", at: Instant(nanoseconds: 10))
        #expect(queue.pop(dueAt: Instant(nanoseconds: 9)) == nil)
        #expect(queue.next == Instant(nanoseconds: 10) && queue.count == 1)
        #expect(queue.pop(dueAt: Instant(nanoseconds: 10)) == "tea")
        #expect(queue.next == nil && queue.count == 0)
        #expect(queue.pop(dueAt: .distantFuture) == nil)
    }

    @Test("behaves as a sorted array does, with equal deadlines too", arguments: 1...4)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = DeadlineQueue<Int64>()
        var model: [Int64] = []
        for step in 0..<2000 {
            // It grows for the first half and shrinks in the second.
            if generator.next() % 4 < (step < 1000 ? 3 : 1) {
                let time = Int64(generator.next() % 300)
                queue.schedule(time, at: Instant(nanoseconds: time))
                model.append(time)
                model.sort()
            } else {
                let now = Int64(generator.next() % 300)
                let expected = model.first.flatMap { $0 <= now ? $0 : nil }
                if expected != nil { model.removeFirst() }
                #expect(queue.pop(dueAt: Instant(nanoseconds: now)) == expected)
            }
            #expect(queue.next?.nanoseconds == model.first && queue.count == model.count)
        }
    }
}
