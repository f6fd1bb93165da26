import Bytes
import RTP
import Simulation
import Testing

@Suite struct VP9DescriptorTests {
    /// A keyframe's first payload, in a stream with a pattern.
    static let keyframe: [UInt8] = [
        0b1010_1010,  // I, L, B, V
        0b1_0010010, 0x34,  // picture 0x1234
        0b000_1_000_0,  // layer 0, switching up, layer 0, independent
        0xAB,  // TL0PICIDX
        0b001_1_1_000,  // two spatial layers, sizes, pattern
        0x01, 0x40, 0x00, 0xB4,  // 320x180
        0x02, 0x80, 0x01, 0x68,  // 640x360
        2,  // two pictures
        0b000_1_01_00, 2,  // layer 0, switching up, one reference: two back
        0b001_0_10_00, 1, 3,  // layer 1, two references: one and three back
        0x82, 0x49, 0x83,  // payload
    ]

    /// An interframe in flexible mode.
    static let flexible: [UInt8] = [
        0b1111_0100,  // I, P, L, F, E
        0b0_0000101,  // picture 5
        0b010_0_001_1,  // layer 2, layer 1, dependent
        0b0000001_1, 0b0000100_0,  // one and four back
        0x01,
    ]

    @Test("a keyframe brings its structure")
    func keyframeFields() throws {
        let value = try #require(VP9Descriptor(Self.keyframe))
        #expect(value.pictureID == PictureID(wide: 0x1234) && value.tl0PicIdx == 0xAB)
        #expect(!value.isInterPredicted && !value.isFlexible && value.isFrameStart && !value.isFrameEnd)
        #expect(value.layer == VP9Layer(temporalID: 0, spatialID: 0, isSwitchingUpPoint: true))
        #expect(value.startsKeyframe && value.byteCount == 20 && value.referenceCount == 0)
        let structure = try #require(value.structure(in: Self.keyframe))
        #expect(
            structure
                == VP9ScalabilityStructure(
                    spatialLayerCount: 2,
                    sizes: [.init(width: 320, height: 180), .init(width: 640, height: 360)],
                    pattern: [
                        .init(temporalID: 0, isSwitchingUpPoint: true, references: [2]),
                        .init(temporalID: 1, isSwitchingUpPoint: false, references: [1, 3]),
                    ]))
        #expect(serialised { value.write(structure: structure, to: &$0) } == Array(Self.keyframe.prefix(20)))
    }

    @Test("a frame in flexible mode tells its references")
    func flexibleFields() throws {
        let value = try #require(VP9Descriptor(Self.flexible))
        #expect(value.pictureID == PictureID(narrow: 5) && value.tl0PicIdx == nil && value.isFlexible)
        #expect(value.layer == VP9Layer(temporalID: 2, spatialID: 1, dependsOnLowerLayer: true))
        #expect(value.referenceCount == 2 && value.reference(at: 0) == 1 && value.reference(at: 1) == 4)
        #expect(!value.startsKeyframe && value.structure(in: Self.flexible) == nil)
        #expect(serialised { value.write(to: &$0) } == Array(Self.flexible.prefix(5)))
    }

    @Test("a descriptor to send has the counters that its mode has")
    func counters() {
        let layer = VP9Layer(temporalID: 0, spatialID: 0)
        #expect(VP9Descriptor(isInterPredicted: true, layer: layer).tl0PicIdx == 0)
        #expect(VP9Descriptor(isInterPredicted: true, tl0PicIdx: 3).tl0PicIdx == nil)
        let flexible = VP9Descriptor(
            isInterPredicted: true, layer: layer, tl0PicIdx: 3, flexibleReferences: [1, 2, 3, 4])
        #expect(flexible.tl0PicIdx == nil && flexible.referenceCount == 3)
    }

    @Test("three references are the most there are")
    func manyReferences() {
        #expect(VP9Descriptor([0x50, 0x03, 0x05, 0x06])?.referenceCount == 3)
        #expect(VP9Descriptor([0x50, 0x03, 0x05, 0x07, 0x08]) == nil)
        #expect(VP9Descriptor([0x50]) == nil)
    }

    @Test("a descriptor cut anywhere is refused", arguments: [(keyframe, 20), (flexible, 5)])
    func truncation(payload: [UInt8], byteCount: Int) {
        for count in 0..<byteCount { #expect(VP9Descriptor(Array(payload.prefix(count))) == nil) }
    }

    @Test(
        "a key picture begins in its lowest layer, with nothing before it",
        arguments: [
            ([0x08, 0x82], true), ([0x48, 0x82], false), ([0x00, 0x82], false),
            ([0x28, 0b000_0_001_0, 0, 0x82], false), ([0x28, 0b000_0_001_1, 0, 0x82], false), ([], false),
        ] as [([UInt8], Bool)])
    func startsKeyframe(payload: [UInt8], starts: Bool) {
        #expect(VP9Descriptor.startsKeyframe(payload) == starts)
    }

    @Test("counters are replaced in place, in the width they have")
    func rewrite() throws {
        var packet = [9] + Self.keyframe
        let value = try #require(VP9Descriptor(Self.keyframe))
        var span = packet.mutableBytes
        let isDone = value.rewrite(pictureID: 0xFFFF, tl0PicIdx: 0x11, in: &span, at: 1)
        #expect(isDone && Array(packet.prefix(6)) == [9, 0xAA, 0xFF, 0xFF, 0x10, 0x11])
        #expect(packet.dropFirst(6) == Self.keyframe.dropFirst(5))

        var narrow = Self.flexible
        let short = try #require(VP9Descriptor(narrow))
        var narrowSpan = narrow.mutableBytes
        let isShortDone = short.rewrite(pictureID: 0x1285, tl0PicIdx: 0x11, in: &narrowSpan, at: 0)
        #expect(isShortDone && narrow == [0xF4, 0x05] + Self.flexible.dropFirst(2))
    }

    @Test("damaged descriptors never trap")
    func mutations() {
        var accepted = 0
        for payload in Mutations(of: [Self.keyframe, Self.flexible]) {
            guard let value = VP9Descriptor(payload) else { continue }
            _ = value.structure(in: payload)
            var packet = payload
            var span = packet.mutableBytes
            let isDone = value.rewrite(pictureID: 1, tl0PicIdx: 2, in: &span, at: 0)
            guard isDone, value.byteCount <= payload.count else {
                Issue.record("\(payload) was read but not rewritten")
                return
            }
            accepted += 1
        }
        #expect(accepted > 1000)
    }
}
