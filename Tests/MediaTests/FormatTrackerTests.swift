import Bytes
import Media
import Simulation
import Testing

/// What a tracker learns from clips of every codec, and what it does to their units.
@Suite struct FormatTrackerTests {
    struct Clip: Sendable, CustomTestStringConvertible {
        let file: SampleFile, codec: Codec, name: String, width: Int, height: Int
        var testDescription: String { file.rawValue }
    }

    static let clips = [
        Clip(file: .baseline, codec: .h264, name: "avc1.42c00b", width: 194, height: 110),
        Clip(file: .high, codec: .h264, name: "avc1.64000b", width: 194, height: 110),
        // 1088 coded rows, of which eight are cut off.
        Clip(file: .large, codec: .h264, name: "avc1.640033", width: 1920, height: 1080),
        Clip(file: .h265, codec: .h265, name: "hvc1.1.6.L60.90", width: 320, height: 180),
        Clip(file: .vp8, codec: .vp8, name: "vp08.00.10.08", width: 194, height: 110),
        Clip(file: .vp9, codec: .vp9, name: "vp09.00.10.08", width: 194, height: 110),
        Clip(file: .av1, codec: .av1, name: "av01.0.00M.08", width: 194, height: 110),
    ]

    @Test("a clip's configuration has the codec string and picture size that ffprobe tells", arguments: clips)
    func configuration(clip: Clip) throws {
        var tracker = FormatTracker(clip.codec)
        for bytes in clip.file.units {
            var unit = AccessUnit(bytes, decodeTime: 0)
            let isUsed = tracker.prepare(&unit)
            #expect(isUsed)
        }
        let configuration = try #require(tracker.configuration)
        #expect(configuration.codecString == clip.name)
        #expect(configuration.pictureSize == PictureSize(width: clip.width, height: clip.height))
        #expect(configuration.codec == clip.codec)
    }

    @Test("keyframes are told from others", arguments: clips)
    func keyframes(clip: Clip) {
        var tracker = FormatTracker(clip.codec)
        let isSync = clip.file.units.map { bytes in
            var unit = AccessUnit(bytes, decodeTime: 0)
            return tracker.prepare(&unit) && unit.isSync
        }
        #expect(isSync == [true, false, false, true, false].prefix(isSync.count).map(\.self))
    }

    @Test("units before the first keyframe are of no use", arguments: clips.filter { $0.file != .large })
    func early(clip: Clip) {
        var tracker = FormatTracker(clip.codec)
        let used = clip.file.units.dropFirst().map { bytes in
            var unit = AccessUnit(bytes, decodeTime: 0)
            return tracker.prepare(&unit)
        }
        #expect(used == [false, false, true, true])
    }

    @Test("parameter sets leave the units and are in the record", arguments: [SampleFile.baseline, .high])
    func parameterSets(file: SampleFile) throws {
        var tracker = FormatTracker(.h264)
        var unit = AccessUnit(file.units[0], decodeTime: 0)
        let isUsed = tracker.prepare(&unit)
        #expect(isUsed)
        let types = Self.types(in: unit.bytes)
        #expect(types.contains(5) && !types.contains(7) && !types.contains(8))
        guard case .h264(let configuration) = tracker.configuration else {
            Issue.record("there is no configuration")
            return
        }
        #expect(H264Configuration(record: configuration.record.bytes) == configuration)
    }

    private static func types(in bytes: [UInt8]) -> [UInt8] {
        var (types, place): ([UInt8], Int) = ([], 0)
        while place < bytes.count {
            types.append(bytes[place + 4] & 0x1F)
            place += 4 + (0..<4).reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
        }
        return types
    }

    @Test("a larger picture in mid-stream is another configuration, from its keyframe on")
    func change() throws {
        var tracker = FormatTracker(.h264)
        var sizes: [Int?] = []
        for bytes in SampleFile.baseline.units + SampleFile.large.units {
            var unit = AccessUnit(bytes, decodeTime: 0)
            _ = tracker.prepare(&unit)
            sizes.append(tracker.configuration?.pictureSize?.width)
        }
        #expect(sizes == [194, 194, 194, 194, 194, 1920])
    }

    @Test("records of H.265 and AV1 are read back", arguments: [SampleFile.h265, .av1])
    func records(file: SampleFile) throws {
        var tracker = FormatTracker(file == .av1 ? .av1 : .h265)
        var unit = AccessUnit(file.units[0], decodeTime: 0)
        let isUsed = tracker.prepare(&unit)
        #expect(isUsed)
        switch tracker.configuration {
        case .h265(let known): #expect(H265Configuration(record: known.record.bytes) == known)
        case .av1(let known): #expect(AV1Configuration(record: known.record.bytes) == known)
        default: Issue.record("there is no configuration")
        }
    }

    @Test("a unit that was cut off anywhere is no trap", arguments: clips)
    func truncation(clip: Clip) {
        let first = clip.file.units[0]
        for count in 0..<min(first.count, 200) {
            var tracker = FormatTracker(clip.codec)
            var unit = AccessUnit(Array(first.prefix(count)), decodeTime: 0)
            _ = tracker.prepare(&unit)
        }
    }

    @Test("damaged units are no trap", arguments: clips)
    func mutations(clip: Clip) {
        for damaged in Mutations(
            of: clip.file.units.map { Array($0.prefix(120)) }, count: Mutations.usualCount / 7)
        {
            var tracker = FormatTracker(clip.codec)
            var unit = AccessUnit(damaged, decodeTime: 0)
            _ = tracker.prepare(&unit)
        }
    }

    @Test("damaged parameter sets, each whole, are no trap")
    func damagedParameters() {
        let sets = SampleFile.high.units[0]
        let sequence = Array(sets[4..<(4 + Int(sets[3]))])
        for damaged in Mutations(of: [sequence]) {
            _ = H264Configuration(sequenceParameters: [damaged], pictureParameters: [[0x68, 0xCE]])
        }
    }
}
