import Bytes
import Glibc
import Simulation
import Testing
import Timing

@testable import Runtime

/// A kernel that takes, refuses and blocks as a test says.
final class MoodyKernel {
    /// What was taken, one entry a datagram.
    private(set) var taken: [[UInt8]] = []
    /// Asked before each call: how many messages to take at most, or an error number negated. Gets the first byte
    /// of the first message, and its segment size; 0 for a single datagram.
    var mood: (_ first: UInt8, _ segment: Int) -> Int = { _, _ in .max }
    private(set) var calls = 0

    func makeOutlet(backlogMessages: Int = 8) -> DatagramOutlet {
        DatagramOutlet(
            DatagramSender(calls: SendCalls(messages: takeMessages, part: takePart)),
            backlog: MoodyKernel.makeBatch(messages: backlogMessages))
    }

    static func makeBatch(messages: Int = 32) -> SendBatch {
        SendBatch(family: .v4, namesSource: false, largestRun: 64, messages: messages, bytes: 10_000)
    }

    private func takeMessages(_ batch: borrowing SendBatch, _ count: Int) -> Int {
        calls += 1
        let limit = mood(batch.payload(at: 0).byte(at: 0) ?? 0, batch.segmentSize(at: 0))
        guard limit > 0 else { return limit }
        for index in 0..<min(limit, count) {
            var reader = ByteReader(batch.payload(at: index))
            let size = batch.segmentSize(at: index)
            repeat {
                let next = size > 0 ? min(size, reader.remaining) : reader.remaining
                if let part = reader.read(next) { taken.append([UInt8](part)) }
            } while !reader.isAtEnd
        }
        return min(limit, count)
    }

    private func takePart(_ batch: borrowing SendBatch, _ length: Int) -> Int {
        calls += 1
        let payload = batch.payload(at: 0)
        let limit = mood(payload.byte(at: 0) ?? 0, 0)
        // One datagram is taken whole or not at all.
        guard limit > 0 else { return limit < 0 ? limit : -Int(EAGAIN) }
        taken.append([UInt8](payload.extracting(0..<min(length, payload.byteCount))))
        return length
    }
}

struct DatagramSenderTests {
    private let kernel = MoodyKernel()
    private let peer = SocketAddress(.loopbackV4, port: 9)

    /// Messages that start with the given bytes: three datagrams of two bytes for a run, one of one byte otherwise.
    private func makeBatch(_ names: ClosedRange<UInt8>, runs: Bool = false) -> SendBatch {
        var batch = MoodyKernel.makeBatch()
        for name in names {
            let bytes: [UInt8] = runs ? [name, 0, name, 1, name] : [name]
            guard var room = batch.reserve(bytes.count), room.store(bytes.bytes, at: 0) else { continue }
            batch.commit(bytes.count, to: peer, segmentSize: runs ? 2 : 0)
        }
        return batch
    }

    private func run(_ name: UInt8) -> [[UInt8]] { [[name, 0], [name, 1], [name]] }

    @Test("a kernel that takes a few at a time gets all, in order")
    func shortCounts() {
        kernel.mood = { _, _ in 3 }
        var outlet = kernel.makeOutlet()
        var batch = makeBatch(1...20)
        outlet.send(&batch, at: .zero)
        #expect(kernel.taken.map { $0[0] } == Array(1...20))
        let counters = outlet.counters
        #expect(counters.messages == 20)
        #expect(counters.bytes == 20)
    }

    @Test("what the kernel does not take waits, nothing overtakes it, and what does not fit is dropped")
    func blocked() {
        kernel.mood = { first, _ in first < 3 ? 2 : -Int(EAGAIN) }
        var outlet = kernel.makeOutlet(backlogMessages: 8)
        var batch = makeBatch(1...5)
        outlet.send(&batch, at: .zero)
        let isBlocked = outlet.isBlocked
        #expect(isBlocked)
        #expect(kernel.taken.count == 2)
        let calls = kernel.calls

        // While it is blocked the kernel is not asked; three wait, so five of ten fit.
        kernel.mood = { _, _ in .max }
        batch = makeBatch(6...15)
        outlet.send(&batch, at: .zero)
        #expect(kernel.calls == calls)
        let counters = outlet.counters
        #expect(counters.dropped(.blocked) == 5)
        #expect(counters.blockings == 1)

        outlet.resume(at: .zero)
        let isOpen = !outlet.isBlocked
        #expect(isOpen)
        #expect(kernel.taken.map { $0[0] } == Array(1...10))
    }

    @Test("a kernel that stays blocked is asked once a resumption")
    func staysBlocked() {
        kernel.mood = { _, _ in -Int(EAGAIN) }
        var outlet = kernel.makeOutlet()
        var batch = makeBatch(1...3)
        outlet.send(&batch, at: .zero)
        for _ in 0..<10 { outlet.resume(at: .zero) }
        #expect(kernel.calls == 11)
    }

    @Test(
        "a message that fails is dropped by its reason, and the others go",
        arguments: [
            (EHOSTUNREACH, SendDropReason.unreachable), (ENETUNREACH, .unreachable),
            (ECONNREFUSED, .unreachable),
            (EMSGSIZE, .tooLarge), (ENOBUFS, .noMemory), (ENOMEM, .noMemory), (EPERM, .notPermitted),
            (EINVAL, .invalid), (EIO, .invalid),
        ])
    func failures(code: Int32, reason: SendDropReason) {
        kernel.mood = { first, _ in first == 3 ? -Int(code) : 1 }
        var outlet = kernel.makeOutlet()
        var batch = makeBatch(1...5)
        outlet.send(&batch, at: .zero)
        #expect(kernel.taken.map { $0[0] } == [1, 2, 4, 5])
        let counters = outlet.counters
        #expect(counters.dropped(reason) == 1)
        #expect(SendDropReason.allCases.map { counters.dropped($0) }.reduce(0, +) == 1)
    }

    @Test(
        "a refused run goes as single datagrams; runs are tried again after a minute",
        arguments: [EIO, EINVAL, EMSGSIZE])
    func refusal(code: Int32) {
        kernel.mood = { _, segment in segment > 0 ? -Int(code) : 1 }
        var outlet = kernel.makeOutlet()
        var batch = makeBatch(1...2, runs: true)
        outlet.send(&batch, at: .zero)
        #expect(kernel.taken == run(1) + run(2))
        #expect(kernel.calls == 7)
        var counters = outlet.counters
        #expect(counters.refusedRuns == 1)
        #expect(counters.datagrams == 6)
        #expect(counters.messages == 2)

        kernel.mood = { _, _ in .max }
        batch = makeBatch(3...3, runs: true)
        outlet.send(&batch, at: Instant(nanoseconds: 59_999_999_999))
        #expect(kernel.calls == 10)
        batch = makeBatch(4...4, runs: true)
        outlet.send(&batch, at: Instant(nanoseconds: 60_000_000_000))
        #expect(kernel.calls == 11)
        #expect(kernel.taken.suffix(6) == (run(3) + run(4))[...])
        counters = outlet.counters
        #expect(counters.refusedRuns == 1)
    }

    @Test("single datagrams beside split runs still go many a call")
    func plainBesideSplit() {
        kernel.mood = { _, segment in segment > 0 ? -Int(EIO) : .max }
        var outlet = kernel.makeOutlet()
        var batch = makeBatch(1...1, runs: true)
        outlet.send(&batch, at: .zero)
        let calls = kernel.calls
        batch = makeBatch(10...20)
        outlet.send(&batch, at: .zero)
        #expect(kernel.calls == calls + 1)
    }

    @Test("a run whose datagrams are refused too is dropped, and runs to others stay whole")
    func unfitRun() {
        kernel.mood = { first, _ in first == 1 ? -Int(EMSGSIZE) : 1 }
        var outlet = kernel.makeOutlet()
        var batch = makeBatch(1...3, runs: true)
        outlet.send(&batch, at: .zero)
        #expect(kernel.taken == run(2) + run(3))
        let counters = outlet.counters
        #expect(counters.dropped(.tooLarge) == 1)
        #expect(counters.refusedRuns == 0)
    }

    @Test("a kernel that blocks within a split run gets the rest later, each datagram once")
    func blockedWithinSplit() {
        var left = 4
        kernel.mood = { _, segment in
            guard segment == 0 else { return -Int(EIO) }
            left -= 1
            return left >= 0 ? 1 : -Int(EAGAIN)
        }
        var outlet = kernel.makeOutlet()
        var batch = makeBatch(1...3, runs: true)
        outlet.send(&batch, at: .zero)
        #expect(kernel.taken == run(1) + run(2).prefix(1))
        left = 100
        outlet.resume(at: .zero)
        #expect(kernel.taken == run(1) + run(2) + run(3))
    }

    @Test(
        "whatever the kernel's moods, order holds and every message is sent, waits or is counted",
        arguments: 0..<50)
    func moods(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        kernel.mood = { _, _ in
            switch generator.next() % 8 {
            case 0: -Int(EAGAIN)
            case 1: -Int([EIO, EINVAL, EMSGSIZE, ENOBUFS, EPERM][Int(generator.next() % 5)])
            case 2: 0
            default: Int(generator.next() % 5) + 1
            }
        }
        var outlet = kernel.makeOutlet()
        for first in stride(from: UInt8(0), to: 200, by: 4) {
            var batch = makeBatch(first...(first + 3), runs: generator.next() % 2 == 0)
            outlet.send(&batch, at: Instant(nanoseconds: Int64(first) * 1_000_000_000))
            if generator.next() % 3 == 0 { outlet.resume(at: .zero) }
        }
        kernel.mood = { _, _ in .max }
        outlet.resume(at: .distantFuture)
        let names = kernel.taken.map { $0[0] }
        #expect(names == names.sorted())
        let counters = outlet.counters
        let dropped = SendDropReason.allCases.map { counters.dropped($0) }.reduce(0, +)
        #expect(counters.messages + dropped == 200)
        #expect(counters.datagrams == kernel.taken.count)
        #expect(kernel.calls < 2000)
    }
}
