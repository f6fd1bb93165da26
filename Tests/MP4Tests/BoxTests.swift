import Bytes
import MP4
import Testing

/// Heads of boxes, ISO 14496-12 §4.2.
@Suite struct BoxTests {
    @Test("a size of 64 bits, and one that means all the rest")
    func sizes() {
        let bytes: [UInt8] = [
            0, 0, 0, 10, 0x66, 0x72, 0x65, 0x65, 1, 2,  // "free", 10 octets
            0, 0, 0, 1, 0x6D, 0x64, 0x61, 0x74, 0, 0, 0, 0, 0, 0, 0, 17, 3,  // "mdat", 17 in 64 bits
            0, 0, 0, 0, 0x73, 0x6B, 0x69, 0x70, 4, 5, 6,  // "skip", to the end
        ]
        let boxes = Box.all(in: bytes.bytes)
        #expect(boxes.map(\.type) == ["free", "mdat", "skip"])
        #expect(boxes.map(\.contents) == [8..<10, 26..<27, 35..<38])
    }

    @Test(
        "a box that is smaller than its head or larger than what is there is none",
        arguments: [
            [0, 0, 0, 7, 1, 2, 3, 4], [0, 0, 0, 9, 1, 2, 3, 4],
            [0, 0, 0, 1, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 15],
            [0, 0, 0, 1, 1, 2, 3, 4, 255, 255, 255, 255, 255, 255, 255, 255], [0, 0, 0],
        ] as [[UInt8]])
    func refused(bytes: [UInt8]) {
        #expect(Box.all(in: bytes.bytes) == [])
    }
}
