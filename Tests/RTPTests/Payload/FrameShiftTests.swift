import Bytes
import RTP
import Simulation
import Testing

/// Frame counters that go on when one source takes over from another.
@Suite struct FrameShiftTests {
    /// A payload of VP8 with all counters, and something behind them.
    private static func vp8(_ id: UInt16, _ tl0: UInt8, _ key: UInt8, isWide: Bool = true) -> [UInt8] {
        let number =
            isWide ? PictureID(wide: id) : PictureID(narrow: UInt8(truncatingIfNeeded: id))
        let head = VP8Descriptor(
            pictureID: number, tl0PicIdx: tl0, temporalID: 2, isLayerSync: true, keyIdx: key)
        return ([UInt8](capacity: 64) { head.write(to: &$0) } ?? []) + [1, 2, 3]
    }

    private static func vp9(_ id: UInt16, _ tl0: UInt8) -> [UInt8] {
        let head = VP9Descriptor(
            pictureID: PictureID(wide: id), isInterPredicted: true,
            layer: VP9Layer(temporalID: 1, spatialID: 0), tl0PicIdx: tl0)
        return ([UInt8](capacity: 64) { head.write(to: &$0) } ?? []) + [1, 2, 3]
    }

    private static func counters(_ payload: [UInt8], _ place: FrameCounters.Place) -> FrameCounters {
        FrameCounters(payload: payload.bytes, place: place, descriptor: nil)
    }

    /// A payload as it leaves.
    private static func shifted(_ payload: [UInt8], by shift: FrameShift) -> [UInt8] {
        // Something in front, as a repaired packet has.
        var bytes = [7, 7] + payload
        var room = bytes.mutableBytes
        shift.apply(to: &room, at: 2)
        #expect(bytes.prefix(2) == [7, 7])
        return Array(bytes.dropFirst(2))
    }

    @Test(
        "the first frame of a source is the next behind the last of the one before, also where counters wrap",
        arguments: [
            (last: (100, 5, 3), first: (9000, 200, 30)), ((0x7FFF, 255, 31), (0, 0, 0)),
            ((0, 0, 0), (0, 0, 0)),
            ((5, 9, 1), (6, 10, 2)),
        ] as [(last: (UInt16, UInt8, UInt8), first: (UInt16, UInt8, UInt8))])
    func next(last: (UInt16, UInt8, UInt8), first: (UInt16, UInt8, UInt8)) {
        let (old, new) = (Self.vp8(last.0, last.1, last.2), Self.vp8(first.0, first.1, first.2))
        let shift = FrameShift(
            of: Self.counters(new, .vp8), behind: Self.counters(old, .vp8), sentWith: FrameShift(), in: .vp8)
        let sent = Self.shifted(new, by: shift)
        #expect(sent == Self.vp8((last.0 + 1) & 0x7FFF, last.1 &+ 1, (last.2 + 1) & 31))
        // Those behind it keep their distance; nothing but counters is changed.
        let later = Self.shifted(Self.vp8((first.0 &+ 7) & 0x7FFF, first.1 &+ 2, first.2), by: shift)
        #expect(later == Self.vp8((last.0 &+ 8) & 0x7FFF, last.1 &+ 3, (last.2 + 1) & 31))
        let isNext =
            first.0 == (last.0 + 1) & 0x7FFF && first.1 == last.1 &+ 1 && first.2 == (last.2 + 1) & 31
        #expect(shift.isNone == isNext)
    }

    @Test("frames that are left out close up in picture IDs, and in nothing else")
    func closed() {
        let shift = FrameShift().closed(by: 3)
        #expect(Self.shifted(Self.vp8(100, 5, 7), by: shift) == Self.vp8(97, 5, 7))
        #expect(Self.shifted(Self.vp8(1, 5, 7), by: shift) == Self.vp8(0x7FFE, 5, 7))
        #expect(FrameShift().closed(by: 0).isNone)
        let behind = FrameShift(
            of: Self.counters(Self.vp8(50, 9, 1), .vp8), behind: Self.counters(Self.vp8(20, 4, 2), .vp8),
            sentWith: shift, in: .vp8)
        #expect(Self.shifted(Self.vp8(50, 9, 1), by: behind) == Self.vp8(18, 5, 3))
    }

    @Test("a third source goes on from what the second was sent as")
    func chain() {
        let (one, two, three) = (Self.vp9(10, 1), Self.vp9(2000, 50), Self.vp9(300, 9))
        let first = FrameShift(
            of: Self.counters(two, .vp9), behind: Self.counters(one, .vp9), sentWith: FrameShift(), in: .vp9)
        let second = FrameShift(
            of: Self.counters(three, .vp9), behind: Self.counters(two, .vp9), sentWith: first, in: .vp9)
        #expect(Self.shifted(two, by: first) == Self.vp9(11, 2))
        #expect(Self.shifted(three, by: second) == Self.vp9(12, 3))
    }

    @Test("numbers keep their widths, and counters that are not there stay away")
    func widths() {
        let (old, new) = (Self.vp8(1000, 1, 1), Self.vp8(5, 2, 2, isWide: false))
        let shift = FrameShift(
            of: Self.counters(new, .vp8), behind: Self.counters(old, .vp8), sentWith: FrameShift(), in: .vp8)
        #expect(Self.shifted(new, by: shift) == Self.vp8(1001 & 0x7F, 2, 2, isWide: false))
        let bare: [UInt8] = [0x10, 1, 2, 3]
        #expect(Self.shifted(bare, by: shift) == bare)
    }

    @Test("where a descriptor tells, it alone counts, and the payload is nobody's business")
    func described() {
        let value: [UInt8] = [0xC0, 0x12, 0x34]
        let counters = FrameCounters(payload: Self.vp8(1, 1, 1).bytes, place: .vp8, descriptor: value.bytes)
        #expect(counters.frameNumber == SequenceNumber(0x1234) && counters.pictureID == nil)
        var last = FrameCounters()
        last.frameNumber = SequenceNumber(0xFFFF)
        let shift = FrameShift(of: counters, behind: last, sentWith: FrameShift(), in: .vp8)
        #expect(shift.place == .none && shift.frameNumber == 0 &- 0x1234)
    }

    @Test("nothing that arrives traps")
    func hostile() {
        let shift = FrameShift(
            of: Self.counters(Self.vp8(9, 9, 9), .vp8), behind: Self.counters(Self.vp8(1, 1, 1), .vp8),
            sentWith: FrameShift(), in: .vp8)
        for bytes in Mutations(of: [Self.vp8(100, 200, 30), Self.vp9(1, 2)]) {
            #expect(Self.shifted(bytes, by: shift).count == bytes.count)
            _ = Self.counters(bytes, .vp9)
            _ = FrameCounters(payload: bytes.bytes, place: .vp8, descriptor: bytes.bytes)
        }
    }
}
