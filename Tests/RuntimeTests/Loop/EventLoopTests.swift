import Runtime
import Testing
import Timing

/// An actor that counts what happens on its loop.
private actor Counter: LoopResident {
    nonisolated let loop: EventLoop
    nonisolated let mail: Mailbox<Int>
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    let poller: Poller
    private var received: [Int] = []

    init(capacity: Int = 1 << 20) throws {
        loop = try EventLoop(name: "counter", core: Thread.cores.first)
        mail = Mailbox(on: loop, capacity: capacity)
        poller = try Poller()
    }

    func readMail() {
        poller.afterTurn = { [unowned self] in assumeIsolated { $0.received += $0.mail.drain() } }
    }

    var isOnLoop: Bool { loop.isOnLoop }
    var messages: [Int] { received }

    func after(_ duration: Duration, _ action: @escaping @Sendable (Instant) -> Void) {
        poller.schedule(Timer(action), at: poller.now.advanced(by: duration))
    }

    func postFromLoop(_ message: Int) { mail.post(message) }
}

struct EventLoopTests {
    @Test("an actor on a loop runs on its thread and nowhere else")
    func executes() async throws {
        let counter = try Counter()
        try counter.loop.run(counter)
        defer { counter.loop.stop() }
        #expect(await counter.isOnLoop)
        #expect(!counter.loop.isOnLoop)
    }

    @Test("mail from four threads arrives complete, in order for each sender, and wakes the loop")
    func mail() async throws {
        let counter = try Counter()
        try counter.loop.run(counter)
        defer { counter.loop.stop() }
        await counter.readMail()
        let count = 20_000
        await withTaskGroup(of: Void.self) { group in
            for sender in 0..<4 {
                group.addTask { for number in 0..<count { counter.mail.post(sender * count + number) } }
            }
        }
        await counter.postFromLoop(-1)
        try await eventually { await counter.messages.count == 4 * count + 1 }
        let messages = await counter.messages
        for sender in 0..<4 {
            #expect(
                messages.filter { $0 >= 0 && $0 / count == sender }
                    == Array(sender * count..<(sender + 1) * count))
        }
    }

    @Test("a full mailbox refuses")
    func fullMailbox() throws {
        let counter = try Counter(capacity: 3)
        #expect((0..<5).map { counter.mail.post($0) } == [true, true, true, false, false])
        #expect(counter.mail.drain() == [0, 1, 2])
        #expect(counter.mail.post(3))
    }

    @Test("a timer fires after its time, and not before")
    func timer() async throws {
        let counter = try Counter()
        try counter.loop.run(counter)
        defer { counter.loop.stop() }
        let begin = Clock.now
        let fired: Instant = await withCheckedContinuation { continuation in
            Task { await counter.after(.milliseconds(20)) { continuation.resume(returning: $0) } }
        }
        #expect(begin.duration(to: fired) >= .milliseconds(20))
    }
}

/// Waits until `condition` holds, for at most ten seconds.
func eventually(_ condition: () async -> Bool) async throws {
    for _ in 0..<2000 {
        if await condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("it did not come about within ten seconds")
}
