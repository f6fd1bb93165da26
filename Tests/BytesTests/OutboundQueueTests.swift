import Bytes
import Simulation
import Testing

@Suite struct OutboundQueueTests {
    /// What a gathering write of up to `pieces` pieces would send.
    private static func gathered(_ queue: OutboundQueue, pieces: Int = 1024) -> [UInt8] {
        unsafe withUnsafeTemporaryAllocation(of: UnsafeRawBufferPointer.self, capacity: pieces) { target in
            let filled = unsafe queue.gather(into: target)
            return unsafe target.prefix(filled).flatMap { unsafe Array($0) }
        }
    }

    @Test("every kind of append keeps its place in the order")
    func order() {
        let queue = OutboundQueue()
        let large = [UInt8](repeating: 9, count: OutboundQueue.copyThreshold)
        queue.append("static")
        queue.append(text: "täxt")
        queue.append(decimal: -120)
        queue.append(ByteSlice(large))
        queue.append(ByteSlice([1, 2]))
        queue.append([3])
        queue.append([4, 5].bytes)
        #expect(Self.gathered(queue) == Array("statictäxt-120".utf8) + large + [1, 2, 3, 4, 5])
        #expect(queue.count == 14 + 1 + large.count + 5)
    }

    @Test("a number is written as people write it", arguments: [0, 9, 10, -1, 1_000_000, .max, .min])
    func decimals(number: Int) {
        let queue = OutboundQueue()
        queue.append(decimal: number)
        #expect(Self.gathered(queue) == Array(String(number).utf8))
    }

    @Test("appending nothing leaves nothing to send")
    func nothing() {
        let queue = OutboundQueue()
        queue.append([])
        queue.append("")
        queue.append(text: "")
        queue.append(ByteSlice([]))
        queue.removeFirst(0)
        #expect(queue.isEmpty && Self.gathered(queue).isEmpty && queue.take().isEmpty)
    }

    @Test("shared bytes are let go as soon as they have been sent, though more waits behind them")
    func release() {
        let queue = OutboundQueue()
        var first: SharedBytes? = SharedBytes([UInt8](repeating: 1, count: 8192))
        weak let sent = first
        first.map { queue.append(ByteSlice($0)) }
        first = nil
        queue.append(ByteSlice([UInt8](repeating: 2, count: 8192)))
        queue.removeFirst(8191)
        #expect(sent != nil)
        queue.removeFirst(1)
        #expect(sent == nil && queue.count == 8192)
    }

    /// Appends random bytes in a random way, to the queue and to the array it is compared with.
    private static func append(
        to queue: OutboundQueue, _ model: inout [UInt8], using generator: inout SeededGenerator
    ) {
        let bytes = generator.bytes(Int(generator.next() % (generator.next() % 4 == 0 ? 12_000 : 90)))
        switch generator.next() % 5 {
        case 0: queue.append(bytes)
        case 1: queue.append(bytes.bytes)
        case 2: queue.append(ByteSlice(bytes))
        case 3: queue.append(ByteSlice(SharedBytes([0] + bytes + [0]), range: 1..<bytes.count + 1))
        default:
            let room = bytes.count + Int(generator.next() % 100)
            queue.write(atMost: room) { span in for byte in bytes { span.append(byte) } }
        }
        model += bytes
    }

    @Test("behaves as one array of bytes does", arguments: 1...4)
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let queue = OutboundQueue()
        var model: [UInt8] = []
        for _ in 0..<600 {
            switch generator.next() % 6 {
            case 0...2: Self.append(to: queue, &model, using: &generator)
            case 3:
                let sent = Int(generator.next() % UInt64(model.count + 1))
                queue.removeFirst(sent)
                model.removeFirst(sent)
            case 4:
                let taken = queue.take(atMost: Int(generator.next() % 3000))
                #expect(taken == Array(model.prefix(taken.count)))
                model.removeFirst(taken.count)
            default:
                guard generator.next() % 20 == 0 else { break }
                queue.removeAll()
                model.removeAll()
            }
            #expect(queue.count == model.count && queue.isEmpty == model.isEmpty)
            let head = Self.gathered(queue, pieces: 3)
            #expect(head == Array(model.prefix(head.count)) && head.isEmpty == model.isEmpty)
        }
        #expect(Self.gathered(queue) == model)
    }
}
