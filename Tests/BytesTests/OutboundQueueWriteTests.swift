import Bytes
import Testing

@Suite struct OutboundQueueWriteTests {
    @Test("what is written lies behind what was appended, and is sent with it")
    func writesInOrder() {
        let queue = OutboundQueue()
        queue.append("a")
        queue.write(atMost: 64) { span in
            span.append("bc")
            span.append(decimal: 0)
            span.append(decimal: 1024)
            span.append(text: "é")
            span.append([1, 2])
            span.append(hexadecimal: 0)
            span.append(hexadecimal: 0x1f0a)
        }
        queue.append("d")
        let sent = queue.take()
        #expect(sent == Array("abc01024é\u{1}\u{2}01f0ad".utf8))
    }

    @Test("taking some bytes leaves the rest in order, copied and shared alike")
    func takes() {
        let queue = OutboundQueue()
        let all = (0..<9000).map { UInt8(truncatingIfNeeded: $0) }
        queue.append([UInt8](all[..<10]))
        queue.append(ByteSlice(SharedBytes(all), range: 10..<9000))
        var taken: [UInt8] = []
        while !queue.isEmpty { taken += queue.take(atMost: 7) }
        #expect(taken == all)
    }

    @Test("what does not fit in the last block goes to a block of its own")
    func opensBlocks() {
        let queue = OutboundQueue()
        queue.append([UInt8](repeating: 1, count: 4000))
        queue.write(atMost: 8000) { span in for _ in 0..<8000 { span.append(2) } }
        queue.write(atMost: 100) { _ in }
        #expect(queue.count == 12_000)
        #expect(queue.take() == [UInt8](repeating: 1, count: 4000) + [UInt8](repeating: 2, count: 8000))
        #expect(queue.isEmpty)
    }
}
