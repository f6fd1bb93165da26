import Bytes
import RTP
import Simulation
import Testing

extension DependencyDescriptor {
    init?(_ value: [UInt8], structure: DependencyStructure?) { self.init(value.bytes, structure: structure) }
}

/// The bytes that 0s and 1s spell, spaces left out, the last one filled with zeros.
func bits(_ text: String) -> [UInt8] {
    let digits = text.filter { $0 == "0" || $0 == "1" }
    return stride(from: 0, to: digits.count, by: 8).map { start in
        let byte = digits.dropFirst(start).prefix(8)
        return (UInt8(byte, radix: 2) ?? 0) << UInt8(8 - byte.count)
    }
}

@Suite struct DependencyDescriptorTests {
    /// One spatial and three temporal layers with one chain: AV1 RTP §A.10.2.1.
    static let l1t3 = DependencyStructure(
        templateIDOffset: 0, targetCount: 3,
        templates: [
            FrameDependencies(
                spatialID: 0, temporalID: 0, indications: [.switching, .switching, .switching],
                chainDiffs: [0]),
            FrameDependencies(
                spatialID: 0, temporalID: 0, indications: [.switching, .switching, .switching],
                frameDiffs: [4],
                chainDiffs: [4]),
            FrameDependencies(
                spatialID: 0, temporalID: 1, indications: [.switching, .discardable, .notPresent],
                frameDiffs: [2],
                chainDiffs: [2]),
            FrameDependencies(
                spatialID: 0, temporalID: 2, indications: [.discardable, .notPresent, .notPresent],
                frameDiffs: [1],
                chainDiffs: [1]),
            FrameDependencies(
                spatialID: 0, temporalID: 2, indications: [.discardable, .notPresent, .notPresent],
                frameDiffs: [1],
                chainDiffs: [3]),
        ],
        chainOfTarget: [0, 0, 0], resolutions: [.init(width: 1280, height: 720)])

    /// The keyframe's first packet, which brings the structure above.
    static let keyframe = bits(
        """
        1 0 000000 0001001000110100  | start, not end, template 0, frame 0x1234
        1 0 0 0 0  | structure, nothing else
        000000 00010  | templates from 0 on, 3 decode targets
        00 01 01 00 11  | same layer, next temporal, next temporal, same, no more
        101010 101010 100100 010000 010000  | SSS SSS SD- D-- D--
        0  1 0011 0  1 0001 0  1 0000 0  1 0000 0  | none, 4, 2, 1, 1
        01  | one chain (ns(4)); ns(1) for its targets takes no bits
        0000 0100 0010 0001 0011  | 0, 4, 2, 1, 3 back
        1 0000010011111111 0000001011001111  | 1280x720
        """.lines)

    @Test("a keyframe brings its structure")
    func keyframeStructure() throws {
        let value = try #require(DependencyDescriptor(Self.keyframe, structure: nil))
        let structure = try #require(Self.l1t3)
        #expect(value.isFrameStart && !value.isFrameEnd)
        #expect(value.templateID == 0 && value.frameNumber == SequenceNumber(0x1234))
        #expect(value.structure == structure && value.activeTargets == 0b111)
        #expect(value.frame == structure.templates[0])
        #expect(
            structure.decodeTargets.map { [$0.spatialID, $0.temporalID, $0.chain] } == [
                [0, 2, 0], [0, 1, 0], [0, 0, 0],
            ])
    }

    @Test("a sequence starts where a frame does that brings a structure, seen without one")
    func start() {
        let later = Self.keyframe.enumerated().map { $0 == 0 ? $1 & 0x7F : $1 }
        let active: [UInt8] = [0x80, 0x12, 0x35, 0x48]
        let starts = [Self.keyframe, later, active, Array(Self.keyframe[..<3]), []].map {
            DependencyDescriptor.startsSequence($0.bytes)
        }
        #expect(starts == [true, false, false, false, false])
    }

    @Test("a packet of three octets follows its template")
    func short() throws {
        let value = try #require(DependencyDescriptor([0x43, 0x12, 0x35], structure: Self.l1t3))
        #expect(!value.isFrameStart && value.isFrameEnd && value.templateID == 3)
        #expect(value.frame == Self.l1t3?.templates[3])
        #expect(value.structure == nil && value.activeTargets == nil)
    }

    @Test("a frame may differ from its template")
    func custom() throws {
        let bytes = bits(
            """
            1 1 000011 0000000000000001  | template 3, frame 1
            0 1 1 1 1  | no structure, active targets, all else its own
            011  | targets 0 and 1
            11 00 01  | required, not present, discardable
            01 0010  10 00010000  11 000100000000  00  | 3, 17, 257 back
            11111111  | 255 back
            """.lines)
        let value = try #require(DependencyDescriptor(bytes, structure: Self.l1t3))
        #expect(value.activeTargets == 0b011)
        let expected = FrameDependencies(
            spatialID: 0, temporalID: 2, indications: [.required, .notPresent, .discardable],
            frameDiffs: [3, 17, 257], chainDiffs: [255])
        #expect(value.frame == expected)
        #expect(serialised { _ = value.write(to: &$0, structure: Self.l1t3) } == bytes)
    }

    @Test("a template of a structure that never arrived says nothing")
    func unknownTemplate() {
        #expect(DependencyDescriptor([0x80, 0, 1], structure: nil) == nil)
        #expect(DependencyDescriptor([0x85, 0, 1], structure: Self.l1t3) == nil)
        let value = DependencyDescriptor(
            isFrameStart: true, isFrameEnd: true, templateID: 9, frameNumber: SequenceNumber(0),
            frame: FrameDependencies(spatialID: 0, temporalID: 0, indications: [], chainDiffs: [0]))
        #expect(serialised { _ = value.write(to: &$0, structure: Self.l1t3) } == [])
        #expect(serialised { _ = value.write(to: &$0, structure: nil) } == [])
    }

    @Test("template identifiers wrap at 64")
    func wrappedTemplates() throws {
        let l1t3 = try #require(Self.l1t3)
        let structure = try #require(
            DependencyStructure(
                templateIDOffset: 62, targetCount: 3, templates: l1t3.templates, chainOfTarget: [0, 0, 0]))
        #expect(structure.template(62) == l1t3.templates[0] && structure.template(2) == l1t3.templates[4])
        #expect(structure.template(3) == nil && structure.template(61) == nil)
    }

    @Test("what is read is written back")
    func writeBack() throws {
        let value = try #require(DependencyDescriptor(Self.keyframe, structure: nil))
        #expect(serialised { _ = value.write(to: &$0, structure: nil) } == Self.keyframe)
        let short = try #require(DependencyDescriptor([0x43, 0x12, 0x35], structure: Self.l1t3))
        #expect(serialised { _ = short.write(to: &$0, structure: Self.l1t3) } == [0x43, 0x12, 0x35])
    }

    @Test("a forwarder says which targets are left")
    func fewerTargets() throws {
        var value = try #require(DependencyDescriptor(Self.keyframe, structure: nil))
        value.activeTargets = 0b100
        let bytes = serialised { _ = value.write(to: &$0, structure: nil) }
        #expect(DependencyDescriptor(bytes, structure: nil) == value)
        var later = try #require(DependencyDescriptor([0x43, 0x12, 0x35], structure: Self.l1t3))
        later.activeTargets = 0b100
        let laterBytes = serialised { _ = later.write(to: &$0, structure: Self.l1t3) }
        #expect(laterBytes == bits("01000011 00010010 00110101 01000 100"))
    }

    @Test("a value cut anywhere but in its zero padding is refused")
    func truncation() {
        for count in 0..<Self.keyframe.count where count != 3 {
            #expect(DependencyDescriptor(Array(Self.keyframe.prefix(count)), structure: nil) == nil)
        }
    }

    @Test("a structure that the syntax cannot say is refused")
    func unsayable() {
        let frame = FrameDependencies(spatialID: 0, temporalID: 0, indications: [.switching])
        var jump = frame
        jump.temporalID = 2
        var far = frame
        far.frameDiffs = FrameDifferences([17])
        #expect(DependencyStructure(templateIDOffset: 0, targetCount: 1, templates: [frame]) != nil)
        #expect(DependencyStructure(templateIDOffset: 0, targetCount: 1, templates: []) == nil)
        #expect(DependencyStructure(templateIDOffset: 64, targetCount: 1, templates: [frame]) == nil)
        #expect(DependencyStructure(templateIDOffset: 0, targetCount: 0, templates: [frame]) == nil)
        #expect(DependencyStructure(templateIDOffset: 0, targetCount: 1, templates: [frame, jump]) == nil)
        #expect(DependencyStructure(templateIDOffset: 0, targetCount: 1, templates: [frame, far]) == nil)
        #expect(
            DependencyStructure(templateIDOffset: 0, targetCount: 1, templates: [frame], chainOfTarget: [0])
                == nil)
    }

    @Test("random structures and frames come back as they were")
    func random() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            let structure = try #require(Self.randomStructure(using: &generator))
            var frame = structure.templates[Int(generator.next() % UInt64(structure.templates.count))]
            let index = structure.templates.firstIndex(of: frame) ?? 0
            if generator.next() % 2 == 0 {
                frame.frameDiffs = FrameDifferences(
                    (0..<generator.next() % 5).map { _ in UInt16(1 + generator.next() % 4096) })
            }
            if generator.next() % 2 == 0 {
                frame.chainDiffs = FrameDifferences(
                    (0..<structure.chainCount).map { _ in UInt16(generator.next() % 256) })
            }
            let isKeyframe = generator.next() % 2 == 0
            let value = DependencyDescriptor(
                isFrameStart: generator.next() % 2 == 0, isFrameEnd: generator.next() % 2 == 0,
                templateID: (structure.templateIDOffset + index) % 64,
                frameNumber: SequenceNumber(UInt16(truncatingIfNeeded: generator.next())),
                structure: isKeyframe ? structure : nil,
                activeTargets: isKeyframe ? structure.allTargets : nil,
                frame: frame)
            let bytes = serialised { _ = value.write(to: &$0, structure: structure) }
            #expect(DependencyDescriptor(bytes, structure: structure) == value)
        }
    }

    @Test("damaged values never trap")
    func mutations() {
        var accepted = 0
        for bytes in Mutations(of: [
            Self.keyframe, [0x43, 0x12, 0x35],
            bits("11000011 0000000000000001 01111 011 110001 01 0010 00 11111111"),
        ]) {
            guard let value = DependencyDescriptor(bytes, structure: Self.l1t3) else { continue }
            _ = serialised { _ = value.write(to: &$0, structure: Self.l1t3) }
            accepted += 1
        }
        #expect(accepted > 1000)
    }

    static func randomStructure(using generator: inout SeededGenerator) -> DependencyStructure? {
        let targetCount = 1 + Int(generator.next() % 32)
        let chainCount = Int(generator.next() % UInt64(targetCount + 1))
        // The last chain is named for certain, since the highest name tells how many there are.
        let chains = (0..<targetCount).map {
            $0 == 0 ? chainCount - 1 : Int(generator.next() % UInt64(max(chainCount, 1)))
        }
        var templates: [FrameDependencies] = []
        var (spatialID, temporalID) = (0, 0)
        for _ in 0...generator.next() % 12 {
            let indications = (0..<targetCount).map { _ in
                DecodeTargetIndication(rawValue: UInt8(generator.next() % 4)) ?? .required
            }
            templates.append(
                FrameDependencies(
                    spatialID: spatialID, temporalID: temporalID, indications: indications,
                    frameDiffs: (0..<generator.next() % 4).map { _ in UInt16(1 + generator.next() % 16) },
                    chainDiffs: (0..<chainCount).map { _ in UInt16(generator.next() % 16) }))
            switch generator.next() % 3 {
            case 0 where temporalID < 7: temporalID += 1
            case 1 where spatialID < 3: (spatialID, temporalID) = (spatialID + 1, 0)
            default: break
            }
        }
        let resolutions = (0...spatialID).map { _ in
            DependencyStructure.Resolution(
                width: 1 + Int(generator.next() % 65_536), height: 1 + Int(generator.next() % 65_536))
        }
        return DependencyStructure(
            templateIDOffset: Int(generator.next() % 64), targetCount: targetCount, templates: templates,
            chainOfTarget: chainCount == 0 ? [] : chains,
            resolutions: templates.last?.spatialID == spatialID ? resolutions : [])
    }
}

extension String {
    /// The digits of each line, without what explains them behind a bar.
    fileprivate var lines: String {
        split(separator: "\n").map { line in
            String(line.prefix { $0 != "|" })
        }.joined()
    }
}
