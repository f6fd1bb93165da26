import Bytes
import Simulation
import Testing

@testable import MP4

/// Files of fragments, looked through without their media.
@Suite struct FragmentIndexTests {
    /// What is found in a file, and how much of it was read.
    private static func index(_ bytes: [UInt8]) -> (FragmentIndex?, read: Int) {
        var read = 0
        let file = ByteSlice(bytes)
        let index = FragmentIndex(byteCount: bytes.count) { range in
            read += range.count
            return file.dropFirst(range.lowerBound).prefix(range.count)
        }
        return (index, read)
    }

    @Test("every fragment is found, with what comes before it", arguments: [Clip.all[0], Clip.all[6]])
    func found(clip: Clip) throws {
        let bytes = try #require(clip.fragmented())
        let index = try #require(Self.index(bytes).0)
        #expect(index.fragments.map(\.fragment) == ReadFragment.all(in: bytes.bytes))
        #expect(index.end == bytes.count && index.fragments.map(\.beginsSegment).first == true)
        #expect(index.fragments.dropFirst().allSatisfy { !$0.beginsSegment })
        #expect(index.fragments.allSatisfy { $0.reference?.mediaTime == $0.fragment.runs[0].decodeTime })
        let starts = [index.initialization.count] + index.fragments.map(\.fragment.range.upperBound)
        #expect(index.fragments.map(\.start) == starts.dropLast())
    }

    @Test("media is skipped, not read")
    func skipped() throws {
        let sample = Sample([UInt8](repeating: 1, count: 100_000), duration: 1)
        let (track, _) = try #require(Clip.all[0].track())
        var bytes = InitializationSegment.bytes(for: [track])
        for number in 0..<10 {
            bytes +=
                Fragment(
                    sequence: 1, runs: [Run(track: 1, decodeTime: UInt64(number), samples: [sample])]
                ).bytes
        }
        let (index, read) = Self.index(bytes)
        #expect(index?.fragments.count == 10 && read < 50_000)
    }

    @Test("a file that was cut off anywhere ends with its last whole fragment")
    func truncation() throws {
        let bytes = try #require(Clip.all[0].fragmented())
        let whole = try #require(Self.index(bytes).0)
        let ends = [whole.initialization.count] + whole.fragments.map(\.fragment.range.upperBound)
        for count in 0..<bytes.count {
            let index = Self.index(Array(bytes.prefix(count))).0
            #expect(index?.end == ends.last { $0 <= count })
        }
    }

    @Test("a damaged file is no trap, neither to look through nor to make a film of")
    func mutations() throws {
        let samples = [
            Sample([1, 2], duration: 1), Sample([3], duration: 2, compositionOffset: 1, isSync: false),
        ]
        let (track, _) = try #require(Clip.all[0].track())
        let sound =
            InitializationSegment.bytes(for: [track])
            + Fragment(
                sequence: 1, runs: [Run(track: 1, decodeTime: 1 << 40, samples: samples)],
                beginsSegment: true, reference: ReferenceTime(track: 1, ntpTime: 1, mediaTime: 2)
            ).bytes
        for damaged in Mutations(of: [sound]) {
            guard let index = Self.index(damaged).0 else { continue }
            #expect(index.end <= damaged.count)
            if let film = ProgressiveFile([[(0, index)]]) { #expect(film.byteCount >= film.head.count) }
        }
    }
}
