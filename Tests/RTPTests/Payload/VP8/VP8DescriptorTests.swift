import Bytes
import RTP
import Simulation
import Testing

@Suite struct VP8DescriptorTests {
    static let full: [UInt8] = [
        0b1_0_1_1_0_000,  // X, non-reference, start of partition 0
        0b1111_0000,  // picture ID, TL0PICIDX, temporal layer, KEYIDX
        0b1_0010010, 0x34,  // 15 bits: 0x1234
        0xAB,  // TL0PICIDX
        0b10_1_10101,  // layer 2, sync, keyframe 21
        0x01,  // payload: an interframe
    ]

    @Test("every field is found")
    func fields() throws {
        let value = try #require(VP8Descriptor(Self.full))
        #expect(value.isNonReference && value.isFrameStart)
        #expect(value.pictureID == PictureID(wide: 0x1234) && value.tl0PicIdx == 0xAB)
        #expect(value.temporalID == 2 && value.isLayerSync && value.keyIdx == 21)
        #expect(value.byteCount == 6)
        #expect(serialised { value.write(to: &$0) } == Array(Self.full.prefix(6)))
    }

    @Test(
        "fields are there in any combination",
        arguments: [
            ([0x10], 1), ([0x00], 1), ([0x14], 1), ([0x90, 0x00], 2), ([0x90, 0x80, 0x11], 3),
            ([0x90, 0x80, 0x92, 0x34], 4), ([0x90, 0x40, 7], 3), ([0x90, 0x20, 0xC0], 3),
            ([0x90, 0x10, 0x1F], 3),
            ([0x90, 0x60, 7, 0x40], 4),
        ] as [([UInt8], Int)])
    func combinations(bytes: [UInt8], count: Int) throws {
        let value = try #require(VP8Descriptor(bytes))
        let written = serialised { value.write(to: &$0) }
        // A descriptor that announces nothing is written without the octet that says so.
        #expect(written == (bytes == [0x90, 0x00] ? [0x10] : bytes))
        #expect(value.byteCount == written.count)
    }

    @Test("a descriptor cut anywhere is refused")
    func truncation() {
        for count in 0..<6 { #expect(VP8Descriptor(Array(Self.full.prefix(count))) == nil) }
    }

    @Test(
        "a keyframe begins with partition 0 and the inverse flag clear",
        arguments: [
            ([0x10, 0x00], true), ([0x10, 0x01], false), ([0x00, 0x00], false), ([0x11, 0x00], false),
            ([0x10], false),
            ([0x90, 0x80, 0x92, 0x34, 0x50], true), ([], false), ([0x90, 0x00, 0x00], true),
        ] as [([UInt8], Bool)])
    func keyframe(payload: [UInt8], starts: Bool) {
        #expect(VP8Descriptor.startsKeyframe(payload) == starts)
    }

    @Test("counters are replaced in place, in the width they have")
    func rewrite() throws {
        var packet = [9, 9] + Self.full
        let value = try #require(VP8Descriptor(Self.full))
        var span = packet.mutableBytes
        let isDone = value.rewrite(pictureID: 0xFFFF, tl0PicIdx: 0x11, keyIdx: 3, in: &span, at: 2)
        #expect(isDone && packet == [9, 9, 0xB0, 0xF0, 0xFF, 0xFF, 0x11, 0b10_1_00011, 0x01])

        var narrow: [UInt8] = [0x90, 0x80, 0x11, 0x00]
        let short = try #require(VP8Descriptor(narrow))
        var narrowSpan = narrow.mutableBytes
        let isShortDone = short.rewrite(pictureID: 0x1285, tl0PicIdx: 0x11, keyIdx: 3, in: &narrowSpan, at: 0)
        #expect(isShortDone && narrow == [0x90, 0x80, 0x05, 0x00])
    }

    @Test("a packet that is too short is not written beyond its end", arguments: 0..<6)
    func rewriteShort(count: Int) throws {
        let value = try #require(VP8Descriptor(Self.full))
        var packet = Array(Self.full.prefix(count))
        var span = packet.mutableBytes
        let isDone = value.rewrite(pictureID: 1, tl0PicIdx: 1, keyIdx: 1, in: &span, at: 0)
        #expect(!isDone)
    }

    @Test("damaged descriptors never trap")
    func mutations() {
        var accepted = 0
        for payload in Mutations(of: [Self.full, [0x90, 0x80, 0x11, 0x00]]) {
            _ = VP8Descriptor.startsKeyframe(payload)
            guard let value = VP8Descriptor(payload) else { continue }
            var packet = payload
            var span = packet.mutableBytes
            let isDone = value.rewrite(pictureID: 1, tl0PicIdx: 2, keyIdx: 3, in: &span, at: 0)
            guard isDone else {
                Issue.record("\(payload) was read but not rewritten")
                return
            }
            accepted += 1
        }
        #expect(accepted > 1000)
    }
}
