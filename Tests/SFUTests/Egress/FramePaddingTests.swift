import RTP
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

    @Test("without the switch nothing is padded, and nothing lies between packets")
    func off() throws {
        let made = try BatchSample(sizes: [(99, 1), (100, 1)], leavesPadding: false)
        var fanOut = FanOut()
        fanOut.add(made.batch, kept: made.kept, by: made.sources)
        #expect(fanOut.packets.map(\.payloadByteCount) == [99, 100])
        #expect(made.batch.bytes.count == 99 + 100 + 24)
    }
}
