import Bytes
import Testing

@Suite struct ByteWriterTests {
    @Test("fields are written one after the other, in network order")
    func order() {
        let bytes = [UInt8](capacity: 32) { writer in
            writer.write(0x01 as UInt8)
            writer.write(0x0203 as UInt16)
            writer.write24(0xFF04_0506)
            writer.write(0x0708_090A as UInt32)
            writer.write(0x0B0C_0D0E_0F10_1112 as UInt64)
            writer.write([0x13, 0x14].bytes)
            writer.writeZeros(2)
        }
        #expect(bytes == Array(0x01...0x14) + [0, 0])
    }

    @Test(
        "a write that does not fit leaves the buffer as it was and refuses all that follow", arguments: 0...6)
    func overrun(width: Int) {
        var buffer = [UInt8](repeating: 0xEE, count: 3)
        var span = buffer.mutableBytes
        var writer = ByteWriter(&span)
        writer.write(1 as UInt16)
        switch width {
        case 0: writer.write(2 as UInt16)
        case 1: writer.write24(2)
        case 2: writer.write(2 as UInt32)
        case 3: writer.write(2 as UInt64)
        case 4: writer.write([1, 2].bytes)
        case 5: writer.writeZeros(2)
        default: writer.writeZeros(.max)
        }
        writer.write(9 as UInt8)
        let (count, remaining, isOverrun) = (writer.count, writer.remaining, writer.isOverrun)
        #expect(count == 2 && remaining == 0 && isOverrun)
        #expect(buffer == [0, 1, 0xEE])
    }

    @Test("exactly as much as there is room for fits")
    func full() {
        #expect([UInt8](capacity: 4) { $0.write(7 as UInt32) } == [0, 0, 0, 7])
        #expect([UInt8](capacity: 3) { $0.write(7 as UInt32) } == nil)
        #expect([UInt8](capacity: 0) { _ in } == [])
    }

    @Test("a length is patched once it is known")
    func patch() {
        let bytes = [UInt8](capacity: 8) { writer in
            writer.write(0 as UInt8)
            writer.write(0 as UInt16)
            writer.write(5 as UInt8)
            writer.patch(UInt16(writer.count), at: 1)
            writer.patch(9 as UInt8, at: 0)
        }
        #expect(bytes == [9, 0, 4, 5])
    }

    @Test("what has been written can be read back from the writer")
    func written() {
        var buffer = [UInt8](repeating: 0, count: 8)
        var span = buffer.mutableBytes
        var writer = ByteWriter(&span)
        writer.write(0x0102 as UInt16)
        let copy = [UInt8](writer.written)
        #expect(copy == [1, 2])
    }
}
