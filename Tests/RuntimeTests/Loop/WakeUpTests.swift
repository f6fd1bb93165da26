import Simulation
import Testing

@testable import Runtime

/// An actor that answers each message with a signal.
private actor Answerer: LoopResident {
    nonisolated let loop: EventLoop
    nonisolated let mail: Mailbox<Semaphore>
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    let poller: Poller

    init() throws {
        loop = try EventLoop(name: "answerer")
        mail = Mailbox(on: loop)
        poller = try Poller()
        try loop.run(self)
    }

    func readMail() {
        poller.afterTurn = { [mail] in
            for message in mail.drain() { message.signal() }
        }
    }
}

struct WakeUpTests {
    @Test("no wake-up is lost, whether the loop sleeps, wakes or is about to sleep")
    func nothingLost() async throws {
        let answerer = try Answerer()
        defer { answerer.loop.stop() }
        await answerer.readMail()
        var generator = SeededGenerator(seed: 1)
        var answered = 0
        for _ in 0..<5000 {
            let answer = Semaphore()
            answerer.mail.post(answer)
            guard answer.wait(atMost: .seconds(10)) else { break }
            answered += 1
            // The next message finds the loop at another place of its turn.
            for _ in 0..<(generator.next() % 2000) { _ = generator.next() }
        }
        #expect(answered == 5000)
    }

    @Test("a loop that is awake is asked for a turn without a call to the kernel, and told once")
    func states() throws {
        let wakeUp = try WakeUp()
        #expect(wakeUp.mayWait())
        wakeUp.signal()
        // It was asleep and is asked: not before it looked may it wait again.
        #expect(!wakeUp.mayWait())
        wakeUp.didWait()
        wakeUp.signal()
        #expect(!wakeUp.mayWait())
        wakeUp.didWait()
        #expect(wakeUp.mayWait())
    }
}
