import RTP
import Simulation
import Testing
import Timing
import WebRTC

@testable import SFU

@Suite struct FramePaddingTests {
    /// Lengths after padding, of packets with these lengths and timestamps.
    private static func padded(_ packets: [(size: Int, timestamp: UInt32)]) throws -> [Int] {
        let made = try BatchSample(sizes: packets)
        var fanOut = FanOut(padsFrames: true)
        fanOut.add(made.batch, kept: made.kept, by: made.sources)
        return fanOut.packets.map(\.payloadByteCount)
    }

    @Test("packets that are one octet shorter than the longest of their frame become as long, others stay")
    func frames() throws {
        #expect(try Self.padded([(99, 1), (99, 1), (100, 1), (98, 1)]) == [100, 100, 100, 98])
        #expect(try Self.padded([(99, 1), (100, 2), (101, 2)]) == [99, 101, 101])
        #expect(try Self.padded([(50, 1)]) == [50])
    }

    /// Frames of 3 to 12 KB as browsers cut them: sizes that differ by an octet at most, the smaller ones first.
    private static var frames: [[(size: Int, timestamp: UInt32)]] {
        var random = SeededGenerator(seed: 5)
        return (0..<100).map { frame in
            let size = 3000 + Int(random.next() % 9000)
            let count = (size + 1099) / 1100
            return (0..<count).map {
                (size / count + ($0 < count - size % count ? 0 : 1), timestamp: UInt32(frame))
            }
        }
    }

    /// How many messages packets of these sizes are: in each all are of one size, but for a last one that is shorter.
    private static func runs(_ sizes: [Int]) -> Int {
        var (runs, first, last) = (0, 0, 0)
        for size in sizes {
            if runs == 0 || last < first || size > first { (runs, first) = (runs + 1, size) }
            last = size
        }
        return runs
    }

    @Test("every frame as browsers cut them becomes one run, where one in six was")
    func runs() throws {
        let before = Self.frames.count { Self.runs($0.map(\.size)) == 1 }
        let after = try Self.frames.count { Self.runs(try Self.padded($0)) == 1 }
        #expect((10...25).contains(before) && after == 100, "\(before), \(after)")
    }

    @Test("without the switch nothing is padded, and nothing lies between packets")
    func off() throws {
        let made = try BatchSample(sizes: [(99, 1), (100, 1)], leavesPadding: false)
        var fanOut = FanOut()
        fanOut.add(made.batch, kept: made.kept, by: made.sources)
        #expect(fanOut.packets.map(\.payloadByteCount) == [99, 100])
        #expect(made.batch.bytes.count == 99 + 100 + 24)
    }
}
