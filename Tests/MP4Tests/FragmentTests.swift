import Bytes
import MP4
import Media
import Simulation
import Testing

/// Fragments and initialisation sections, read by ffprobe and by our own reader.
@Suite struct FragmentTests {
    @Test(
        "ffprobe finds every sample where and when it was put, and complains of nothing", arguments: Clip.all)
    func probed(clip: Clip) throws {
        let (track, samples) = try #require(clip.track())
        let (answer, complaints) = try FFprobe.read(try #require(clip.fragmented()))
        #expect(complaints == "")
        let stream = try #require(answer.streams.first)
        let names: [Codec: String] = [.h265: "hevc"]
        #expect(stream.codec_name == names[clip.codec] ?? clip.codec.rawValue)
        #expect(stream.width == track.configuration.pictureSize?.width)
        #expect(stream.height == track.configuration.pictureSize?.height)
        #expect(stream.sample_rate == track.configuration.sampleRate.map(String.init))
        #expect(stream.channels == track.configuration.channelCount)
        #expect(answer.packets.map(\.dts) == samples.indices.map { $0 * Int(clip.duration) })
        #expect(answer.packets.map(\.size) == samples.map { String($0.bytes.count) })
        #expect(answer.packets.map { $0.flags.contains("K") } == samples.map(\.isSync))
        #expect(
            answer.packets.map(\.pts)
                == samples.enumerated().map { $0 * Int(clip.duration) + Int($1.compositionOffset) })
    }

    @Test("what was written is read back", arguments: Clip.all)
    func roundTrip(clip: Clip) throws {
        let (_, samples) = try #require(clip.track())
        let bytes = try #require(clip.fragmented())
        let fragments = ReadFragment.all(in: bytes.bytes)
        #expect(fragments.map(\.sequence) == (1...UInt32((samples.count + 1) / 2)).map(\.self))
        #expect(fragments.last?.range.upperBound == bytes.count)
        let read = fragments.flatMap { $0.runs.flatMap(\.samples) }
        #expect(read.map(\.byteCount) == samples.map { UInt32($0.bytes.count) })
        #expect(read.map(\.isSync) == samples.map(\.isSync))
        #expect(read.map(\.duration) == samples.map(\.duration))
        #expect(read.map(\.compositionOffset) == samples.map(\.compositionOffset))
        #expect(
            fragments.compactMap { $0.runs.first?.decodeTime }
                == fragments.indices.map { UInt64($0) * 2 * UInt64(clip.duration) })
    }

    @Test("a run's data are where it says, also behind another track's")
    func dataOffsets() throws {
        let runs = [
            Run(track: 1, decodeTime: 0, samples: [Sample([1, 2, 3], duration: 10)]),
            Run(
                track: 2, decodeTime: 5, samples: [Sample([4], duration: 10), Sample([5, 6], duration: 11)]),
        ]
        let bytes = Fragment(sequence: 7, runs: runs, beginsSegment: true).bytes
        let fragment = try #require(ReadFragment.all(in: bytes.bytes).first)
        let data = fragment.runs.map { run in
            let start = fragment.range.lowerBound + Int(run.dataOffset)
            return Array(bytes[start..<(start + run.samples.reduce(0) { $0 + Int($1.byteCount) })])
        }
        #expect(data == [[1, 2, 3], [4, 5, 6]])
    }

    @Test("a file that was cut off has its whole fragments, and no part of one", arguments: [Clip.all[0]])
    func truncation(clip: Clip) throws {
        let bytes = try #require(clip.fragmented())
        let ends = ReadFragment.all(in: bytes.bytes).map(\.range.upperBound)
        var wrong: [Int] = []
        for count in stride(from: 0, through: bytes.count, by: 3) {
            let cut = Array(bytes.prefix(count))
            let whole = ReadFragment.all(in: cut.bytes).count
            if whole != ends.count(where: { $0 <= count }) { wrong.append(count) }
        }
        #expect(wrong == [])
    }

    /// A fragment of so many octets of data, whose runs say how many samples they have and nothing of them.
    private static func bare(_ counts: [UInt32], dataByteCount: Int) -> [UInt8] {
        func box(_ type: FourCC, _ words: [UInt32], _ rest: [UInt8] = []) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.append(bigEndian: UInt32(8 + 4 * words.count + rest.count))
            bytes.append(bigEndian: type.value)
            for word in words { bytes.append(bigEndian: word) }
            return bytes + rest
        }
        let runs = counts.map { box("traf", [], box("tfhd", [0, 1]) + box("trun", [0, $0])) }
        let head = box("moof", [], box("mfhd", [0, 1]) + runs.flatMap(\.self))
        return head + box("mdat", [], [UInt8](repeating: 0, count: dataByteCount))
    }

    @Test(
        "a fragment has no more samples than octets, in all its runs",
        arguments: [
            ([72], 0, true), ([73], 0, false), ([60, 53], 1, true), ([60, 54], 1, false),
            ([65_536], 70_000, true), ([65_537], 70_000, false), ([65_535, 2], 70_000, false),
        ] as [([UInt32], Int, Bool)])
    func bounds(counts: [UInt32], dataByteCount: Int, isRead: Bool) {
        let bytes = Self.bare(counts, dataByteCount: dataByteCount)
        let fragments = ReadFragment.all(in: bytes.bytes)
        #expect(fragments.flatMap { $0.runs.map(\.samples.count) } == (isRead ? counts.map { Int($0) } : []))
    }

    @Test("a damaged file is no trap")
    func mutations() throws {
        let samples = [
            Sample([1, 2], duration: 1), Sample([3], duration: 2, compositionOffset: 1, isSync: false),
        ]
        let sound = Fragment(sequence: 1, runs: [Run(track: 1, decodeTime: 1 << 40, samples: samples)]).bytes
        for damaged in Mutations(of: [sound]) {
            for fragment in ReadFragment.all(in: damaged.bytes) {
                #expect(fragment.range.upperBound <= damaged.count)
            }
        }
    }
}
