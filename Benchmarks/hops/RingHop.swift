import Glibc
import Runtime
import Synchronization

/// Items from one core to another, looked for all the time or after a wake-up.
enum RingHop {
    private static let count = 4_000_000
    private static let batch = 64

    /// The size of what will travel: a handle and a time.
    private struct Item: Sendable {
        let first: Int
        let second: Int
    }

    static let all = [
        Hop(name: "ring item, consumer looks all the time", planned: "2.2 (26 when busy)", ours: looking),
        Hop(
            name: "ring item, woken once a batch of 64", planned: "4.9",
            ours: { try await BenchLoop.lend(onCore: 1) { try await woken($0) } }),
    ]

    private static func looking() async throws -> Double {
        let ring = Ring<Item>(capacity: 1024)
        try Thread.start(name: "producer") {
            Thread.pin(to: Thread.cores[0])
            produce(into: ring) {}
        }
        return try await onThread(core: 1) {
            var consumer = ring.makeConsumer()
            var taken = 0
            return nanoseconds(each: count) {
                while taken < count {
                    if consumer.pop() != nil { taken += 1 }
                }
            }
        }
    }

    private static func woken(_ resident: BenchLoop) async throws -> Double {
        let ring = Ring<Item>(capacity: 1024)
        let sink = Sink(ring)
        await resident.afterTurn { sink.drain() }
        return try await onThread(core: 0) {
            nanoseconds(each: count) {
                produce(into: ring) { resident.loop.wake() }
                while sink.taken.load(ordering: .relaxed) < count {}
            }
        }
    }

    /// Pushes all items, and calls `ring` once a batch.
    private static func produce(into ring: Ring<Item>, ring bell: () -> Void) {
        var producer = ring.makeProducer()
        var next = 0
        while next < count {
            guard producer.push(Item(first: next, second: 0)) else {
                bell()
                continue
            }
            next += 1
            if next % batch == 0 { bell() }
        }
        bell()
    }

    /// Takes items on its loop.
    private final class Sink: Sendable {
        let taken = Atomic<Int>(0)
        private let consumer: Mutex<RingConsumer<Item>>

        init(_ ring: Ring<Item>) {
            consumer = Mutex(ring.makeConsumer())
        }

        func drain() {
            consumer.withLock { consumer in
                var count = 0
                while consumer.pop() != nil { count += 1 }
                taken.add(count, ordering: .relaxed)
            }
        }
    }
}
