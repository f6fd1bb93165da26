import Bytes
import RTP
import Testing

@testable import LoadModel

/// What each codec says about its frames, and what that makes of a loss.
@Suite struct CodecChainTests {
    /// The sequence parameters that x264 writes for baseline, 320x240: `frame_num` has four bits.
    private static let parameters: [UInt8] = [0x67, 0x42, 0xC0, 0x0D, 0xDA, 0x05, 0x07, 0xE4]

    /// A slice of picture `number`: first macroblock 0, slice type 5 or 7, parameters 0, `frame_num`.
    private static func slice(_ number: Int, isDisposable: Bool = false, isIDR: Bool = false) throws
        -> [UInt8]
    {
        let head: UInt8 = isIDR ? 0x65 : isDisposable ? 0x01 : 0x41
        let body = try #require(
            [UInt8](capacity: 8) { writer in
                var bits = BitWriter()
                bits.write(1, 1, to: &writer)
                bits.write(isIDR ? 0b0001000 : 0b00110, isIDR ? 7 : 5, to: &writer)
                bits.write(1, 1, to: &writer)
                bits.write(UInt32(number % 16), 4, to: &writer)
                bits.write(0x5A, 8, to: &writer)
                bits.flush(to: &writer)
            })
        return [head] + body
    }

    /// An aggregate of sequence parameters and an IDR picture, as a keyframe is sent.
    private static func keyframe() throws -> [UInt8] {
        let slice = try slice(0, isIDR: true)
        return [0x78] + [parameters, slice].flatMap { [0, UInt8($0.count)] + $0 }
    }

    @Test("H.264: a lost picture that others need is found by frame_num, also when it wraps")
    func h264() throws {
        var track = TestTrack()
        track.add(try Self.keyframe())
        for number in 1..<40 { track.add(try Self.slice(number)) }
        #expect(track.run(.h264).frames.areDecodable)
        let (frames, tracker) = track.run(.h264, without: [20])
        #expect(frames.map(\.isDecodable).firstIndex(of: false) == 20 && tracker.needsKeyframe)
    }

    @Test("H.264: a lost picture that nobody needs costs nothing")
    func h264Disposable() throws {
        var track = TestTrack()
        track.add(try Self.keyframe())
        for number in 1..<20 {
            track.add(try Self.slice(number))
            track.add(try Self.slice(number + 1, isDisposable: true))
        }
        #expect(track.run(.h264).frames.areDecodable)
        #expect(track.run(.h264, without: [6]).frames.areDecodable)
        #expect(!track.run(.h264, without: [7]).frames.areDecodable)
    }

    @Test("H.264: without parameters any loss costs everything up to the next keyframe")
    func h264Blind() throws {
        var track = TestTrack()
        track.add(try Self.slice(0, isIDR: true))
        for number in 1..<20 { track.add(try Self.slice(number, isDisposable: number % 2 == 0)) }
        #expect(track.run(.h264).frames.areDecodable)
        #expect(track.run(.h264, without: [6]).frames.map(\.isDecodable).firstIndex(of: false) == 6)
    }

    /// A VP9 picture that refers so many pictures back, in flexible mode.
    private static func picture(_ id: UInt16, _ references: [UInt8]) throws -> [UInt8] {
        let descriptor = VP9Descriptor(
            pictureID: PictureID(wide: id), isInterPredicted: !references.isEmpty,
            flexibleReferences: references)
        return try #require([UInt8](capacity: 16) { descriptor.write(to: &$0) }) + [1, 2, 3]
    }

    @Test("VP9: references told picture by picture are followed")
    func vp9() throws {
        var track = TestTrack()
        track.add(try Self.picture(32_760, []))
        // Even pictures need the even one before, odd ones the one before.
        for step in 1..<20 {
            track.add(try Self.picture(UInt16((32_760 + step) & 0x7FFF), [step % 2 == 0 ? 2 : 1]))
        }
        #expect(track.run(.vp9).frames.areDecodable)
        #expect(track.run(.vp9, without: [5]).frames.areDecodable)
        let frames = track.run(.vp9, without: [6]).frames
        #expect(frames.count == 19 && frames.decodableCount == 6)
    }

    @Test("VP9: without references the count of the lowest layer decides")
    func vp9Layered() throws {
        var track = TestTrack()
        for id in UInt8(0)..<20 {
            let descriptor = VP9Descriptor(
                pictureID: PictureID(wide: UInt16(id)), isInterPredicted: id > 0,
                layer: VP9Layer(temporalID: id % 2, spatialID: 0), tl0PicIdx: id / 2)
            track.add(try #require([UInt8](capacity: 16) { descriptor.write(to: &$0) }) + [1])
        }
        #expect(track.run(.vp9, without: [3]).frames.areDecodable)
        #expect(track.run(.vp9, without: [4]).frames.decodableCount == 4)
    }

    @Test("VP9: a frame without the layer below it cannot be decoded")
    func vp9Spatial() throws {
        var track = TestTrack()
        track.add(try Self.picture(0, []))
        let descriptor = VP9Descriptor(
            pictureID: PictureID(wide: 1), isInterPredicted: true,
            layer: VP9Layer(temporalID: 0, spatialID: 1, dependsOnLowerLayer: true), flexibleReferences: [1])
        track.add(try #require([UInt8](capacity: 16) { descriptor.write(to: &$0) }) + [1])
        #expect(track.run(.vp9).frames.map(\.isDecodable) == [true, false])
    }

    /// The dependency descriptors of a stream of two temporal layers.
    private static func descriptors(_ count: Int) throws -> [[UInt8]] {
        let templates = [
            FrameDependencies(spatialID: 0, temporalID: 0, indications: [.switching, .switching]),
            FrameDependencies(
                spatialID: 0, temporalID: 0, indications: [.switching, .required], frameDiffs: [2]),
            FrameDependencies(
                spatialID: 0, temporalID: 1, indications: [.notPresent, .discardable], frameDiffs: [1]),
        ]
        let structure = try #require(
            DependencyStructure(templateIDOffset: 0, targetCount: 2, templates: templates))
        return try (0..<count).map { index in
            let template = index == 0 ? 0 : index % 2 == 0 ? 1 : 2
            let descriptor = DependencyDescriptor(
                isFrameStart: true, isFrameEnd: true, templateID: template,
                frameNumber: SequenceNumber(UInt16(truncatingIfNeeded: 65_530 + index)),
                structure: index == 0 ? structure : nil, frame: templates[template])
            return try #require(
                [UInt8](capacity: 64) { _ = descriptor.write(to: &$0, structure: structure) })
        }
    }

    @Test("AV1: the dependency descriptor tells what a frame needs")
    func av1() throws {
        var track = TestTrack()
        for (index, descriptor) in try Self.descriptors(20).enumerated() {
            track.add([index == 0 ? 0x18 : 0x10, 0x30, 1, 2], dependencies: descriptor)
        }
        #expect(track.run(.av1).frames.areDecodable)
        #expect(track.run(.av1).frames.map(\.temporalID).prefix(4) == [0, 1, 0, 1])
        #expect(track.run(.av1, without: [7]).frames.areDecodable)
        #expect(track.run(.av1, without: [8]).frames.decodableCount == 8)
    }

    @Test("AV1: without descriptors any loss costs everything up to the next sequence")
    func av1Blind() {
        var track = TestTrack()
        for index in 0..<20 { track.add([index % 10 == 0 ? 0x18 : 0x10, 0x30, 1, 2]) }
        #expect(track.run(.av1).frames.areDecodable)
        #expect(track.run(.av1, without: [4]).frames.decodableCount == 14)
    }
}
