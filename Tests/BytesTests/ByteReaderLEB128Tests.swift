import Bytes
import Simulation
import Testing

@Suite struct ByteReaderLEB128Tests {
    @Test(
        "seven bits an octet, low ones first",
        arguments: [
            ([0], 0), ([0x7F], 127), ([0x80, 0x01], 128), ([0xE5, 0x8E, 0x26], 624_485),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0x0F], .max), ([0x81, 0x80, 0x80, 0x00], 1),
            ([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], 0),
        ] as [([UInt8], UInt32)])
    func read(bytes: [UInt8], value: UInt32) {
        var reader = ByteReader(bytes.bytes)
        let (read, offset) = (reader.readLEB128(), reader.offset)
        #expect(read == value && offset == bytes.count)
    }

    @Test(
        "what breaks off, is too long or too large moves nothing",
        arguments: [
            [], [0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0x1F], [UInt8](repeating: 0x80, count: 8) + [0],
        ] as [[UInt8]])
    func refuse(bytes: [UInt8]) {
        var reader = ByteReader(bytes.bytes)
        let (read, offset) = (reader.readLEB128(), reader.offset)
        #expect(read == nil && offset == 0)
    }

    @Test("every width is written in as few octets as it needs", arguments: 0...32)
    func roundTrip(width: Int) {
        let largest = UInt32(truncatingIfNeeded: (1 as UInt64) << UInt64(width) - 1)
        let bytes = [UInt8](capacity: 5) { $0.writeLEB128(largest) } ?? []
        var reader = ByteReader(bytes.bytes)
        let read = reader.readLEB128()
        #expect(read == largest && bytes.count == max(1, (width + 6) / 7))
        #expect(ByteWriter.leb128ByteCount(largest) == bytes.count)
    }

    @Test("a value that does not fit overruns the writer")
    func overrun() {
        #expect([UInt8](capacity: 1) { $0.writeLEB128(128) } == nil)
    }
}
