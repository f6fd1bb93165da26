import Bytes
import Simulation
import Testing

@Suite struct ByteReaderTests {
    @Test("fields are read one after the other, in network order")
    func order() {
        let bytes = [UInt8](0x01...0x14)
        var reader = ByteReader(bytes.bytes)
        let (one, two, three) = (reader.readUInt8(), reader.readUInt16(), reader.readUInt24())
        let (four, eight) = (reader.readUInt32(), reader.readUInt64())
        var last: [UInt8] = []
        if let view = reader.read(2) { last.append(view) }
        let atEnd = reader.isAtEnd
        #expect(one == 0x01 && two == 0x0203 && three == 0x04_0506)
        #expect(four == 0x0708_090A && eight == 0x0B0C_0D0E_0F10_1112)
        #expect(last == [0x13, 0x14] && atEnd)
    }

    /// Each read with the number of bytes it needs.
    private static let reads: [(width: Int, read: @Sendable (inout ByteReader) -> Bool)] = [
        (1, { $0.readUInt8() != nil }), (2, { $0.readUInt16() != nil }), (3, { $0.readUInt24() != nil }),
        (4, { $0.readUInt32() != nil }), (8, { $0.readUInt64() != nil }), (5, { $0.read(5) != nil }),
        (6, { $0.skip(6) }),
    ]

    @Test("a read succeeds exactly when its bytes are there, and otherwise moves nothing", arguments: 0...9)
    func truncation(count: Int) {
        let bytes = [UInt8](repeating: 0xA5, count: count + 3)
        for (width, read) in Self.reads {
            var reader = ByteReader(bytes.bytes)
            _ = reader.skip(3)
            let succeeded = read(&reader)
            let offset = reader.offset
            #expect(succeeded == (count >= width))
            #expect(offset == (succeeded ? 3 + width : 3))
        }
    }

    @Test("a length that no memory could have is refused", arguments: [Int.max, .min, -1, 5])
    func senselessLengths(count: Int) {
        var reader = ByteReader([1, 2, 3, 4].bytes)
        _ = reader.readUInt8()
        let read = reader.read(count) == nil
        let skipped = reader.skip(count)
        let offset = reader.offset
        #expect(read && !skipped && offset == 1)
    }

    @Test("looking ahead moves nothing")
    func looking() {
        var reader = ByteReader([7, 8].bytes)
        let (peeked, rest) = (reader.peekUInt8(), [UInt8](reader.rest))
        _ = reader.skip(2)
        let (past, nothing, remaining) = (reader.peekUInt8(), reader.rest.byteCount, reader.remaining)
        #expect(peeked == 7 && rest == [7, 8])
        #expect(past == nil && nothing == 0 && remaining == 0)
    }

    @Test("any sequence of reads gives every byte once, in order")
    func randomReads() {
        var generator = SeededGenerator(seed: 3)
        let bytes = generator.bytes(2000)
        var reader = ByteReader(bytes.bytes)
        var seen: [UInt8] = []
        while !reader.isAtEnd {
            switch generator.next() % 5 {
            case 0: if let value = reader.readUInt16() { seen.append(bigEndian: value) }
            case 1: if let value = reader.readUInt64() { seen.append(bigEndian: value) }
            case 2: if let value = reader.readUInt32() { seen.append(bigEndian: value) }
            case 3: if let value = reader.read(Int(generator.next() % 40)) { seen.append(value) }
            default: if let value = reader.readUInt8() { seen.append(value) }
            }
        }
        #expect(seen == bytes)
    }
}
