import Bytes
import Media
import RTP
import Simulation
import Testing

/// What a keyframe's payloads tell of its size.
@Suite struct PictureSizeTests {
    struct Clip: Sendable, CustomTestStringConvertible {
        let file: SampleFile, codec: Codec, width: Int, height: Int
        var testDescription: String { file.rawValue }

        /// A frame of the clip as payloads.
        func payloads(_ index: Int) -> [[UInt8]] {
            var list = PayloadList()
            let unit = file.units[index]
            var isDone = true
            switch codec {
            case .vp8:
                VP8Packetizer(maximumByteCount: 1200).packetize(
                    unit.bytes, descriptor: VP8Descriptor(pictureID: PictureID(wide: 300)), into: &list)
            case .vp9:
                isDone = VP9Packetizer(maximumByteCount: 1200).packetize(
                    unit.bytes, descriptor: VP9Descriptor(isInterPredicted: index > 0), into: &list)
            case .h264: isDone = H264Packetizer(maximumByteCount: 1200).packetize(unit.bytes, into: &list)
            case .h265: isDone = H265Packetizer(maximumByteCount: 1200).packetize(unit.bytes, into: &list)
            case .av1: isDone = AV1Packetizer(maximumByteCount: 1200).packetize(unit.bytes, into: &list)
            default: isDone = false
            }
            #expect(isDone)
            return (0..<list.count).map { [UInt8](list[$0]) }
        }
    }

    static let clips = [
        Clip(file: .baseline, codec: .h264, width: 194, height: 110),
        Clip(file: .large, codec: .h264, width: 1920, height: 1080),
        Clip(file: .h265, codec: .h265, width: 320, height: 180),
        Clip(file: .vp8, codec: .vp8, width: 194, height: 110),
        Clip(file: .vp9, codec: .vp9, width: 194, height: 110),
        Clip(file: .av1, codec: .av1, width: 194, height: 110),
    ]

    @Test("a keyframe's first payloads tell its size, and no later frame's do", arguments: clips)
    func size(clip: Clip) {
        let found = clip.payloads(0).lazy.compactMap { PictureSize(payload: $0.bytes, of: clip.codec) }.first
        #expect(found == PictureSize(width: clip.width, height: clip.height))
        guard clip.file.units.count > 1 else { return }
        #expect(clip.payloads(1).allSatisfy { PictureSize(payload: $0.bytes, of: clip.codec) == nil })
    }

    @Test("of VP9's spatial layers the largest counts")
    func layers() throws {
        let structure = VP9ScalabilityStructure(
            spatialLayerCount: 2, sizes: [.init(width: 320, height: 180), .init(width: 640, height: 360)])
        let unit = SampleFile.vp9.units[0]
        var list = PayloadList()
        let isDone = VP9Packetizer(maximumByteCount: 1200).packetize(
            unit.bytes, descriptor: VP9Descriptor(isInterPredicted: false),
            structure: structure, into: &list)
        #expect(isDone)
        let first = [UInt8](list[0])
        let size = PictureSize(payload: first.bytes, of: .vp9)
        #expect(size == PictureSize(width: 640, height: 360))
    }

    @Test("a payload may end anywhere, and be anything", arguments: clips)
    func hostile(clip: Clip) {
        let first = clip.payloads(0)[0]
        for count in 0..<min(first.count, 100) {
            let cut = Array(first.prefix(count))
            _ = PictureSize(payload: cut.bytes, of: clip.codec)
        }
        for damaged in Mutations(of: [Array(first.prefix(80))]) {
            _ = PictureSize(payload: damaged.bytes, of: clip.codec)
        }
    }
}
