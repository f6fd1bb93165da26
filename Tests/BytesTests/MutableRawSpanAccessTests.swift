import Bytes
import Testing

@Suite struct MutableRawSpanAccessTests {
    @Test(
        "a value is stored in network order where it is told", arguments: [(-1, false), (0, true), (3, true)])
    func store(offset: Int, fits: Bool) {
        var bytes = [UInt8](repeating: 0xEE, count: 7)
        var span = bytes.mutableBytes
        let stored = span.store(0x0102_0304 as UInt32, at: offset)
        #expect(stored == fits)
        guard fits else { return }
        #expect(Array(bytes[offset..<offset + 4]) == [1, 2, 3, 4])
    }

    @Test("nothing is stored across the end", arguments: [5, 6, 7, .max])
    func refuse(offset: Int) {
        let two: [UInt8] = [0, 0]
        var bytes = [UInt8](repeating: 0xEE, count: 5)
        var span = bytes.mutableBytes
        let stored = [
            span.store(0 as UInt8, at: offset), span.store(0 as UInt16, at: offset - 1),
            span.store24(0, at: offset - 2), span.store(0 as UInt32, at: offset - 3),
            span.store(two.bytes, at: offset - 1),
        ]
        #expect(stored == [false, false, false, false, false])
        #expect(bytes == [UInt8](repeating: 0xEE, count: 5))
    }

    @Test("every width lands at its place")
    func widths() {
        let (two, none): ([UInt8], [UInt8]) = ([7, 8], [])
        var bytes = [UInt8](repeating: 0, count: 8)
        var span = bytes.mutableBytes
        let stored = [
            span.store(1 as UInt8, at: 0), span.store(0x0203 as UInt16, at: 1),
            span.store24(0x04_0506, at: 3), span.store(two.bytes, at: 6), span.store(none.bytes, at: 8),
        ]
        #expect(stored.allSatisfy { $0 })
        #expect(bytes == [1, 2, 3, 4, 5, 6, 7, 8])
    }
}
