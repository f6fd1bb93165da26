import Glibc
import Simulation
import Synchronization
import Testing

@testable import Runtime

struct RingTests {
    @Test("a ring does what a bounded array does", arguments: 0..<20)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let ring = Ring<Int>(capacity: 8)
        var producer = ring.makeProducer()
        var consumer = ring.makeConsumer()
        var model: [Int] = []
        var refused = 0
        for number in 0..<2000 {
            // Longer phases of one kind fill and empty it.
            if generator.next() % 16 < (number / 50 % 2 == 0 ? 11 : 5) {
                let taken = producer.push(number)
                #expect(taken == (model.count < 8))
                if taken { model.append(number) } else { refused += 1 }
            } else {
                let item = consumer.pop()
                #expect(item == (model.isEmpty ? nil : model.removeFirst()))
            }
        }
        let counted = producer.refused
        #expect(counted == refused)
        #expect(refused > 0)
    }

    @Test("a capacity is rounded up to a power of two", arguments: [(1, 1), (2, 2), (3, 4), (1000, 1024)])
    func capacity(asked: Int, got: Int) {
        #expect(Ring<Int>(capacity: asked).capacity == got)
    }

    /// Something that must be given back exactly once.
    private struct Handle: ~Copyable {
        let tally: Tally

        deinit {
            tally.count.add(1, ordering: .relaxed)
        }
    }

    private final class Tally: Sendable {
        let count = Atomic<Int>(0)
    }

    @Test("items that cannot be copied go through, and none is lost or given back twice")
    func handles() {
        let tally = Tally()
        var handedOver = 0
        do {
            let ring = Ring<Handle>(capacity: 4)
            var producer = ring.makeProducer()
            var consumer = ring.makeConsumer()
            for _ in 0..<6 { _ = producer.push(Handle(tally: tally)) }
            // Two found no room.
            #expect(tally.count.load(ordering: .relaxed) == 2)
            if consumer.pop() != nil { handedOver += 1 }
            #expect(tally.count.load(ordering: .relaxed) == 3)
        }
        // Three went with the ring.
        #expect(tally.count.load(ordering: .relaxed) == 6)
        #expect(handedOver == 1)
    }

    @Test("between two threads nothing is lost, doubled or out of order")
    func twoThreads() throws {
        let count = 500_000
        let ring = Ring<Int>(capacity: 256)
        let result = Tally()
        let done = Semaphore()
        try Thread.start(name: "producer") {
            var producer = ring.makeProducer()
            var next = 0
            while next < count {
                if producer.push(next) { next += 1 } else { sched_yield() }
            }
        }
        try Thread.start(name: "consumer") {
            var consumer = ring.makeConsumer()
            var next = 0
            while next < count {
                guard let item = consumer.pop() else {
                    sched_yield()
                    continue
                }
                if item != next { result.count.add(1, ordering: .relaxed) }
                next += 1
            }
            done.signal()
        }
        #expect(done.wait(atMost: .seconds(60)))
        #expect(result.count.load(ordering: .relaxed) == 0)
    }
}
