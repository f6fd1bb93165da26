import Bytes
import Media
import RTP
import Simulation
import Testing

@Suite struct LayerReaderTests {
    /// What a reader makes of packets, each with the timestamp of its picture.
    private static func read(
        _ form: LayerReader.Form, _ packets: [(picture: UInt32, payload: [UInt8], isMarked: Bool)]
    ) -> [FrameLayers] {
        var reader = LayerReader()
        return packets.map {
            reader.read($0.payload, as: form, timestamp: $0.picture &* 3000, isMarked: $0.isMarked)
        }
    }

    private static func vp8(_ id: UInt8, _ temporalID: UInt8, isSync: Bool = false, isStart: Bool = true)
        -> [UInt8]
    {
        var head = VP8Descriptor(
            pictureID: PictureID(wide: UInt16(id)), tl0PicIdx: 7, temporalID: temporalID, isLayerSync: isSync,
            keyIdx: 1)
        head.isPartitionStart = isStart
        return serialised { head.write(to: &$0) } + [1, 2, 3]
    }

    @Test("of VP8 a frame of a higher layer that needs the lowest only is where one may get that layer")
    func vp8() {
        // Chromium's pattern of three layers: the first frames of each cycle of two are such.
        let read = Self.read(
            .vp8,
            [
                (0, Self.vp8(1, 0), false), (0, Self.vp8(1, 0, isStart: false), true),
                (1, Self.vp8(2, 2, isSync: true), true), (2, Self.vp8(3, 1, isSync: true), true),
                (3, Self.vp8(4, 2), true), (4, Self.vp8(5, 0), true),
            ])
        #expect(read.map(\.temporalID) == [0, 0, 2, 1, 2, 0])
        #expect(read.map(\.closesUp) == [true, false, true, true, true, true])
        #expect(read.map(\.endsFrame) == [false, true, true, true, true, true])
        // Nobody knows of layers before there are any.
        #expect(read.map(\.startsPicture) == [false, false, true, true, true, true])
        #expect(read[2].rise == .init(from: 1, to: .max) && read[3].rise == .init(from: 0, to: 1))
        #expect(read[4].rise.from == .max && read[5].rise.from == .max)
    }

    private static func vp9(
        _ id: UInt16, _ temporalID: UInt8, _ spatialID: UInt8 = 0, isUp: Bool = false, needs: [UInt8]? = nil,
        isKey: Bool = false, isStart: Bool = true, isEnd: Bool = true
    ) -> [UInt8] {
        var head = VP9Descriptor(
            pictureID: PictureID(wide: id), isInterPredicted: !isKey,
            layer: VP9Layer(temporalID: temporalID, spatialID: spatialID, isSwitchingUpPoint: isUp),
            tl0PicIdx: 3, flexibleReferences: needs)
        (head.isFrameStart, head.isFrameEnd) = (isStart, isEnd)
        return serialised { head.write(to: &$0) } + [1, 2, 3]
    }

    @Test("of VP9 with a pattern, points to switch up are where one may get all layers, or one more")
    func vp9Pattern() {
        let read = Self.read(
            .vp9,
            [
                (0, Self.vp9(1, 0, isKey: true), false), (0, Self.vp9(1, 0, 1, isEnd: false), false),
                (0, Self.vp9(1, 0, 1, isStart: false), true),
                (1, Self.vp9(2, 2, isUp: true), false), (1, Self.vp9(2, 2, 1), true),
                (2, Self.vp9(3, 1), false),
            ])
        #expect(read.map(\.spatialID) == [0, 1, 1, 0, 1, 0] && read.map(\.temporalID) == [0, 0, 0, 2, 2, 1])
        #expect(read.map(\.endsFrame) == [true, false, true, true, true, true])
        #expect(read.map(\.startsPicture) == [false, false, false, true, false, true])
        #expect(read[0].rise == .init(from: 0, to: .max) && read[3].rise == .init(from: 1, to: .max))
        #expect(read[5].rise.from == .max && read.allSatisfy { !$0.closesUp })
    }

    @Test("of VP9 with references a picture that needs lower layers only is where one may get its layer")
    func vp9References() {
        let read = Self.read(
            .vp9,
            [
                (0, Self.vp9(126, 0, needs: [], isKey: true), true), (1, Self.vp9(127, 2, needs: [1]), true),
                (2, Self.vp9(128, 1, needs: [2]), true), (3, Self.vp9(129, 2, needs: [1, 2]), true),
                (4, Self.vp9(130, 0, needs: [4]), true), (5, Self.vp9(131, 2, isUp: true, needs: [2]), true),
                // What 133 is of nobody knows: it did not come.
                (8, Self.vp9(134, 2, needs: [1]), true),
            ])
        #expect(read[1].rise == .init(from: 1, to: .max) && read[2].rise == .init(from: 0, to: 1))
        #expect([3, 4, 5, 6].allSatisfy { read[$0].rise.from == .max })
    }

    @Test("a dependency descriptor tells which layers can be joined, and of what size pictures are")
    func descriptors() throws {
        let structure = try #require(DependencyDescriptorTests.l1t3)
        var reader = LayerReader()
        var values: [[UInt8]] = [DependencyDescriptorTests.keyframe]
        for (template, number) in [(3, 1), (2, 2), (4, 3), (1, 4)] as [(Int, UInt16)] {
            let frame = try #require(structure.template(template))
            let descriptor = DependencyDescriptor(
                isFrameStart: true, isFrameEnd: template != 1, templateID: template,
                frameNumber: SequenceNumber(0x1234 + number), frame: frame)
            values.append(serialised { _ = descriptor.write(to: &$0, structure: structure) })
        }
        let read = values.enumerated().map { number, value in
            reader.read([0xFF], as: .none, descriptor: value, timestamp: UInt32(number) * 3000)
        }
        #expect(read.map(\.temporalID) == [0, 2, 1, 2, 0])
        #expect(read.map(\.endsFrame) == [false, true, true, true, false])
        #expect(read.map(\.startsPicture) == [false, true, true, true, true])
        #expect(read[0].rise == .init(from: 0, to: .max) && read[4].rise == .init(from: 0, to: .max))
        #expect(read[1].rise.from == .max && read[2].rise == .init(from: 1, to: .max))
        #expect(reader.sizes.map(\.width) == [1280])
    }

    @Test("of H.264 what no picture needs is a layer, and may be joined and left with any picture")
    func h264() {
        let read = Self.read(
            .h264,
            [
                // Parameters and the first slice together, and a second one in two parts.
                (0, [0x78, 0, 1, 0x67, 0, 2, 0x65, 1], false), (0, [0x7C, 0x85, 1], false),
                (0, [0x7C, 0x45, 1], true),
                // A delimiter in front of a picture, while there is one layer: it is of that.
                (1, [0x09, 0x30], false), (1, [0x41, 1], true),
                // Parts of one that nobody needs, and supplements in front of others.
                (2, [0x1C, 0x81, 1], false), (2, [0x1C, 0x41, 1], true),
                (3, [0x06, 1], false), (3, [0x41, 1], true),
                (4, [0x18, 0, 1, 0x09, 0, 2, 0x06, 0], false), (4, [0x01, 1], true),
                // Parameters by themselves are always needed.
                (5, [0x68, 1], false), (5, [0x61, 1], true),
                // Filler at the end of a picture is of that.
                (6, [0x41, 1], false), (6, [0x0C, 0xFF], true),
                (7, [0x01, 1], false), (7, [0x0C, 0xFF], true),
            ])
        #expect(read.map(\.temporalID) == [0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1])
        #expect(read.indices.filter { read[$0].startsPicture } == [5, 7, 9, 11, 13, 15])
        #expect(read.suffix(12).allSatisfy { $0.rise == .init(from: 0, to: .max) })
        #expect(read.allSatisfy { $0.spatialID == 0 && !$0.closesUp })
        #expect(read.indices.filter { read[$0].endsFrame } == [2, 4, 6, 8, 10, 12, 14, 16])
    }

    @Test("what is cut off of H.264 is of no layer")
    func shortH264() {
        let read = Self.read(
            .h264, [(0, [], true), (1, [0x1C], true), (2, [0x18, 0, 9, 1], true), (3, [0x18, 0], true)])
        #expect(read.allSatisfy { $0.temporalID == 0 && !$0.startsPicture })
    }

    @Test("a picture starts once: its first packet that comes late, or again, starts none")
    func late() {
        let read = Self.read(
            .vp9,
            [
                (0, Self.vp9(1, 1, isUp: true), true), (2, Self.vp9(3, 0, isStart: false), true),
                (2, Self.vp9(3, 0), false), (1, Self.vp9(2, 1), true), (3, Self.vp9(4, 1), true),
            ])
        #expect(read.map(\.startsPicture) == [true, false, false, false, true])
    }

    @Test("other codecs, and streams whose layers nobody tells, have none")
    func none() {
        let read = Self.read(.none, [(0, [0x67, 1], false), (1, [0x41], true)])
        #expect(read.map(\.endsFrame) == [false, true])
        #expect(read.allSatisfy { $0.temporalID == 0 && !$0.startsPicture })
        let plain = Self.read(.vp8, [(0, [0x10, 0], true), (1, [0x10, 1], true)])
        #expect(plain.allSatisfy { !$0.startsPicture && $0.rise.from == .max })
    }

    @Test("garbage is read without harm")
    func garbage() {
        var random = SeededGenerator(seed: 5)
        var reader = LayerReader()
        for _ in 0..<10_000 {
            let payload = random.bytes(Int(random.next() % 12))
            let value = random.bytes(Int(random.next() % 40))
            let form: LayerReader.Form = [.vp8, .vp9, .h264, .none][Int(random.next() % 4)]
            let layers = reader.read(
                payload, as: form, descriptor: random.next() % 2 == 0 ? value : nil,
                timestamp: UInt32(truncatingIfNeeded: random.next()), isMarked: true)
            #expect(layers.spatialID < 8 && layers.temporalID < 8)
        }
    }
}
