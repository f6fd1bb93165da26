import Bytes
import Simulation
import Testing

@Suite struct BitReaderTests {
    @Test("fields cross byte borders, high bit first")
    func fields() {
        // 101 00110 | 11110000 | 1010 1010
        let bytes: [UInt8] = [0b101_00110, 0b1111_0000, 0b1010_1010]
        var reader = BitReader(bytes.bytes)
        let fields = [reader.read(3), reader.read(9), reader.read(0), reader.read(12)]
        #expect(fields == [0b101, 0b0_0110_1111, 0, 0b0000_1010_1010])
        let atEnd = (reader.remaining, reader.read(1), reader.read(0))
        #expect(atEnd.0 == 0 && atEnd.1 == nil && atEnd.2 == 0)
    }

    @Test("a field of 32 bits may start anywhere", arguments: 0...8)
    func wide(start: Int) {
        let bytes: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        var reader = BitReader(bytes.bytes)
        _ = reader.read(start)
        let value = reader.read(32)
        #expect(value == .max)
    }

    @Test("a read past the end moves nothing")
    func pastEnd() {
        var reader = BitReader([0xA0].bytes)
        let tooMuch = (reader.read(9), reader.read(33), reader.read(-1), reader.offset)
        #expect(tooMuch.0 == nil && tooMuch.1 == nil && tooMuch.2 == nil && tooMuch.3 == 0)
        let flags = (reader.readFlag(), reader.readFlag(), reader.readFlag())
        #expect(flags == (true, false, true))
    }

    /// The table of the AV1 RTP specification, A.8.2: values below 5 take two or three bits.
    @Test(
        "five values are told apart in two or three bits",
        arguments: [
            (0b0000_0000, 2, 0), (0b0100_0000, 2, 1), (0b1000_0000, 2, 2), (0b1100_0000, 3, 3),
            (0b1110_0000, 3, 4),
        ] as [(UInt8, Int, UInt32)])
    func nonSymmetric(byte: UInt8, width: Int, value: UInt32) {
        var reader = BitReader([byte].bytes)
        let read = reader.readNonSymmetric(below: 5)
        let offset = reader.offset
        #expect(read == value && offset == width)
    }

    @Test("a non-symmetric value cut in its last bit moves nothing")
    func nonSymmetricCut() {
        var reader = BitReader([0xFF].bytes)
        _ = reader.read(6)
        let read = reader.readNonSymmetric(below: 5)
        let offset = reader.offset
        #expect(read == nil && offset == 6)
        let none = reader.readNonSymmetric(below: 0)
        #expect(none == nil)
    }

    @Test("what the writer wrote is what the reader reads")
    func roundTrip() {
        var generator = SeededGenerator(seed: 7)
        let fields = (0..<500).map { _ in
            let width = Int(generator.next() % 33)
            return (width, UInt32(truncatingIfNeeded: generator.next() & (1 << UInt64(width) - 1)))
        }
        let bounds: [UInt32] = [1, 2, 3, 5, 8, 9, 33, 1 << 31, .max]
        let written = [UInt8](capacity: 4096) { writer in
            var bits = BitWriter()
            for (width, value) in fields { bits.write(value, width, to: &writer) }
            for bound in bounds { bits.writeNonSymmetric(bound - 1, below: bound, to: &writer) }
            for bound in bounds { bits.writeNonSymmetric(bound / 3, below: bound, to: &writer) }
            bits.flush(to: &writer)
            bits.flush(to: &writer)
        }
        let bytes = written ?? []
        var reader = BitReader(bytes.bytes)
        var read: [UInt32?] = []
        for (width, _) in fields { read.append(reader.read(width)) }
        for bound in bounds { read.append(reader.readNonSymmetric(below: bound)) }
        for bound in bounds { read.append(reader.readNonSymmetric(below: bound)) }
        let left = reader.remaining
        #expect(read == fields.map { $0.1 } + bounds.map { $0 - 1 } + bounds.map { $0 / 3 })
        #expect(left < 8)
    }
}
