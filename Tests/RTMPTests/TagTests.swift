import Bytes
import Media
import Simulation
import Testing

@testable import RTMP

/// Messages of pictures and sound, legacy and enhanced.
@Suite struct TagTests {
    private static let avc1: [UInt8] = [0x61, 0x76, 0x63, 0x31], hvc1: [UInt8] = [0x68, 0x76, 0x63, 0x31]
    private static let av01: [UInt8] = [0x61, 0x76, 0x30, 0x31], opus: [UInt8] = [0x4F, 0x70, 0x75, 0x73]

    static let videos: [(bytes: [UInt8], tag: MediaTag)] = [
        ([0x17, 0, 0, 0, 0, 9, 8], .configuration(.h264, [9, 8])),
        ([0x17, 1, 0, 0, 80, 7], .unit(.h264, isKeyframe: true, compositionTime: 80, [7])),
        ([0x27, 1, 0xFF, 0xFF, 0xFE, 7], .unit(.h264, isKeyframe: false, compositionTime: -2, [7])),
        ([0x17, 2, 0, 0, 0], .nothing), ([0x57, 0], .nothing), ([], .nothing),
        ([0x22, 1], .unfit("Sorenson H.263")), ([0x1C, 0], .unfit("H.265 without Enhanced RTMP")),
        ([0x90] + hvc1 + [1, 2], .configuration(.h265, [1, 2])),
        ([0x91] + hvc1 + [0, 0, 40, 5], .unit(.h265, isKeyframe: true, compositionTime: 40, [5])),
        ([0xA3] + hvc1 + [5], .unit(.h265, isKeyframe: false, compositionTime: 0, [5])),
        // AV1 has no composition time in coded frames.
        ([0x91] + av01 + [5, 6, 7, 8], .unit(.av1, isKeyframe: true, compositionTime: 0, [5, 6, 7, 8])),
        ([0x92] + avc1, .nothing), ([0x94, 1, 2], .nothing), ([0xD1, 0], .nothing),
        ([0x90] + [0x76, 0x76, 0x63, 0x31], .unfit("vvc1")),
        // ModEx of three octets in front, and one of 257.
        ([0x97, 2, 1, 2, 3, 0x03] + avc1 + [5], .unit(.h264, isKeyframe: true, compositionTime: 0, [5])),
        (
            [0x97, 255, 1, 0] + [UInt8](repeating: 0, count: 257) + [0x03] + avc1 + [5],
            .unit(.h264, isKeyframe: true, compositionTime: 0, [5])
        ),
        // One track; many of one codec, track 1 in front; many codecs.
        ([0x96, 0x03] + avc1 + [0, 5], .unit(.h264, isKeyframe: true, compositionTime: 0, [5])),
        (
            [0x96, 0x13] + avc1 + [1, 0, 0, 2, 8, 8, 0, 0, 0, 1, 5],
            .unit(.h264, isKeyframe: true, compositionTime: 0, [5])
        ),
        (
            [0x96, 0x23] + hvc1 + [1, 0, 0, 1, 8] + avc1 + [0, 0, 0, 1, 5],
            .unit(.h264, isKeyframe: true, compositionTime: 0, [5])
        ),
        ([0x96, 0x13] + avc1 + [1, 0, 0, 1, 8], .nothing),
    ]

    static let sounds: [(bytes: [UInt8], tag: MediaTag)] = [
        ([0xAF, 0, 0x12, 0x10], .configuration(.aac, [0x12, 0x10])),
        ([0xAF, 1, 5], .unit(.aac, isKeyframe: true, compositionTime: 0, [5])), ([0xAF, 1], .nothing),
        ([], .nothing), ([0x2F, 1], .unfit("MP3")),
        ([0x90] + opus, .configuration(.opus, [])),
        ([0x91] + opus + [5], .unit(.opus, isKeyframe: true, compositionTime: 0, [5])),
        ([0x95, 0x01] + opus + [0, 5], .unit(.opus, isKeyframe: true, compositionTime: 0, [5])),
        ([0x94] + opus + [1, 2], .nothing), ([0x90, 0x66, 0x4C, 0x61, 0x43], .unfit("fLaC")),
    ]

    @Test("pictures are read as both specifications have them", arguments: videos.indices)
    func video(index: Int) {
        let (bytes, tag) = Self.videos[index]
        #expect(VideoTag.read(bytes.bytes) == tag)
    }

    @Test("sound is read as both specifications have it", arguments: sounds.indices)
    func audio(index: Int) {
        let (bytes, tag) = Self.sounds[index]
        #expect(AudioTag.read(bytes.bytes) == tag)
    }

    @Test("a head that is cut off is none, or nothing")
    func truncated() {
        for bytes in [[0x17, 1, 0], [0x91] + Self.hvc1 + [0, 0], [0x90, 0x61], [0x96], [0x97, 2, 1]]
            as [[UInt8]]
        {
            #expect(VideoTag.read(bytes.bytes) == nil, "\(bytes)")
        }
        for (bytes, _) in Self.videos {
            for count in bytes.indices { _ = VideoTag.read(bytes.bytes.extracting(0..<count)) }
        }
        #expect(AudioTag.read(([0xAF] as [UInt8]).bytes) == nil)
    }

    @Test("damaged messages end in nothing worse than none")
    func mutations() {
        for bytes in Mutations(of: Self.videos.map(\.bytes).filter { !$0.isEmpty }) {
            _ = VideoTag.read(bytes.bytes)
            _ = AudioTag.read(bytes.bytes)
        }
    }

    @Test("lengths of two octets become four, and units of nothing go")
    func lengths() {
        var track = TrackReader()
        let sets = SampleFile.baseline.units[0]
        let configuration = Self.configuration(of: sets)
        var record = configuration?.record ?? []
        record[4] = 0xFD
        let isRead = track.take(.h264, record: record)
        #expect(isRead && track.configuration == configuration.map { .h264($0) })
        #expect(
            track.unit(.h264, [0, 2, 0x65, 1, 0, 0, 0, 1, 0x41]) == [0, 0, 0, 2, 0x65, 1, 0, 0, 0, 1, 0x41])
        #expect(track.unit(.h264, [0, 9, 1]) == nil)
    }

    /// What the parameter sets of a keyframe say.
    static func configuration(of unit: [UInt8]) -> H264Configuration? {
        var tracker = FormatTracker(.h264)
        var unit = AccessUnit(unit, decodeTime: 0)
        guard tracker.prepare(&unit), case .h264(let found) = tracker.configuration else { return nil }
        return found
    }

    @Test("an aggregate message is the messages in it, at their own times")
    func aggregate() {
        let parts: [UInt8] =
            [9, 0, 0, 1, 0, 0, 50, 0, 0, 0, 0, 0xA1, 0, 0, 0, 12]
            + [8, 0, 0, 2, 0, 0, 60, 0, 0, 0, 0, 0xA2, 0xA3, 0, 0, 0, 13]
        let message = Message(kind: .aggregate, streamID: 1, timestamp: 1000, payload: parts)
        let read = AggregateParts.read(message)
        #expect(read?.map(\.timestamp) == [1000, 1010] && read?.map(\.kind) == [.video, .audio])
        #expect(read?.map(\.payload) == [[0xA1], [0xA2, 0xA3]])
        for count in 1..<16 {
            let cut = Message(kind: .aggregate, payload: Array(parts.prefix(count)))
            #expect(AggregateParts.read(cut) == nil)
        }
    }
}
