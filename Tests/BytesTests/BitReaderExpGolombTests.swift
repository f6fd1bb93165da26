import Bytes
import Testing

/// Exp-Golomb codes of H.264 §9.1, tables 9-1 and 9-3.
@Suite struct BitReaderExpGolombTests {
    @Test(
        "codes are read as the tables say",
        arguments: [
            ([0b1000_0000], 0, 0), ([0b0100_0000], 1, 1), ([0b0110_0000], 2, -1), ([0b0010_0000], 3, 2),
            ([0b0011_1000], 6, -3), ([0b0001_0000], 7, 4),
        ] as [([UInt8], UInt32, Int32)])
    func codes(bytes: [UInt8], unsigned: UInt32, signed: Int32) {
        var reader = BitReader(bytes.bytes)
        let first = reader.readExpGolomb()
        var other = BitReader(bytes.bytes)
        let second = other.readSignedExpGolomb()
        #expect(first == unsigned)
        #expect(second == signed)
    }

    @Test("the longest code is the largest number, and one more zero is none")
    func longest() {
        let bytes: [UInt8] = [0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF]
        var reader = BitReader(bytes.bytes)
        let value = reader.readExpGolomb()
        #expect(value == UInt32.max - 1)
        let zeros = [UInt8](repeating: 0, count: 9)
        var endless = BitReader(zeros.bytes)
        let none = endless.readExpGolomb()
        let offset = endless.offset
        #expect(none == nil && offset == 0)
    }

    @Test("a code that is cut off moves nothing", arguments: [[], [0], [0b0000_1000]] as [[UInt8]])
    func truncated(bytes: [UInt8]) {
        var reader = BitReader(bytes.bytes)
        let value = reader.readExpGolomb()
        let offset = reader.offset
        #expect(value == nil && offset == 0)
    }
}
