import Bytes
import RTP
import Simulation
import Testing

@Suite struct VP8PacketizerTests {
    @Test("the first payload alone says that a frame starts")
    func starts() {
        var list = PayloadList()
        let frame = (0..<150).map { UInt8($0) }
        let descriptor = VP8Descriptor(pictureID: PictureID(wide: 5), tl0PicIdx: 6, temporalID: 1, keyIdx: 7)
        VP8Packetizer(maximumByteCount: 64).packetize(frame.bytes, descriptor: descriptor, into: &list)
        let heads = list.arrays.map { Array($0.prefix(6)) }
        #expect(heads == [0x90, 0x80, 0x80].map { [$0, 0xF0, 0x80, 5, 6, 0x47] })
        #expect(list.arrays.map { VP8Descriptor($0)?.isFrameStart } == [true, false, false])
    }

    @Test("random frames come back as they were, in payloads of one size")
    func roundTrip() {
        var generator = SeededGenerator(seed: 14)
        for _ in 0..<200 {
            let limit = 64 + Int(generator.next() % 1200)
            let frame = generator.bytes(1 + Int(generator.next() % 5000))
            var list = PayloadList()
            let descriptor = VP8Descriptor(pictureID: generator.next() % 2 == 0 ? PictureID(narrow: 3) : nil)
            VP8Packetizer(maximumByteCount: limit).packetize(frame.bytes, descriptor: descriptor, into: &list)
            #expect(list.arrays.allSatisfy { $0.count <= limit } && spread(list.arrays) <= 1)
            #expect(VP8Depacketizer.frame(list.arrays) == frame)
        }
    }

    @Test("an empty frame has no payloads")
    func empty() {
        var list = PayloadList()
        let none: [UInt8] = []
        VP8Packetizer(maximumByteCount: 64).packetize(none.bytes, descriptor: VP8Descriptor(), into: &list)
        #expect(list.count == 0)
    }
}
