import Bytes
import Testing

@Suite struct BitWriterTests {
    @Test("bits are packed high bit first and the last byte is filled with zeros")
    func packing() {
        let bytes = [UInt8](capacity: 8) { writer in
            var bits = BitWriter()
            bits.write(true, to: &writer)
            bits.write(0b01, 2, to: &writer)
            bits.write(0xFFFF_FF12, 8, to: &writer)
            bits.flush(to: &writer)
            writer.write(0xAB as UInt8)
        }
        // 1 01 00010 | 010 00000
        #expect(bytes == [0b1010_0010, 0b0100_0000, 0xAB])
    }

    @Test("bits that do not fit overrun the byte writer")
    func overrun() {
        let bytes = [UInt8](capacity: 1) { writer in
            var bits = BitWriter()
            bits.write(1, 9, to: &writer)
            bits.flush(to: &writer)
        }
        #expect(bytes == nil)
    }
}
