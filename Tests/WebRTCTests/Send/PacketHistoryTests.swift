import Bytes
import Simulation
import Testing
import Timing

@testable import WebRTC

@Suite struct PacketHistoryTests {
    /// The packet of an index, copied.
    private static func packet(_ history: PacketHistory, _ index: UInt32, at now: Instant = .zero) -> [UInt8]?
    {
        history.packet(at: index, at: now).map { Array($0.batch.bytes[$0.range]) }
    }

    @Test("packets are found by their index until newer ones take their room")
    func bytes() {
        var history = PacketHistory(byteCapacity: 100, packetCapacity: 8)
        let indices = [60, 30, 20].map {
            history.keep([UInt8](repeating: UInt8($0), count: $0).bytes, at: .zero)
        }
        #expect(indices == [0, 1, 2] && history.nextIndex == 3)
        #expect(Self.packet(history, 0) == nil)
        #expect(Self.packet(history, 1) == Array(repeating: 30, count: 30))
        #expect(Self.packet(history, 2) == Array(repeating: 20, count: 20))
        #expect(Self.packet(history, 3) == nil && Self.packet(history, .max) == nil)
    }

    @Test("a packet for which there is just room pushes nobody out, one octet more does")
    func edge() {
        for (count, firstIsLeft) in [(40, true), (41, false)] {
            var history = PacketHistory(byteCapacity: 100, packetCapacity: 8)
            for count in [60, count] {
                _ = history.keep([UInt8](repeating: 1, count: count).bytes, at: .zero)
            }
            #expect(Self.packet(history, 1)?.count == count)
            #expect((Self.packet(history, 0) != nil) == firstIsLeft)
        }
    }

    @Test("the number of packets is bounded too, and rounded up to a power of two")
    func entries() {
        var history = PacketHistory(byteCapacity: 1000, packetCapacity: 5)
        for value: UInt8 in 0..<20 { _ = history.keep([value].bytes, at: .zero) }
        let found = (0..<20).filter { Self.packet(history, $0) != nil }
        #expect(found == Array(12..<20))
    }

    @Test("what is too old is gone, though its bytes are there")
    func age() {
        var history = PacketHistory(maximumAge: .seconds(1))
        _ = history.keep([1].bytes, at: .zero)
        #expect(Self.packet(history, 0, at: .milliseconds(1000)) == [1])
        #expect(Self.packet(history, 0, at: .milliseconds(1001)) == nil)
    }

    @Test("what is too old is let go with the next packet, so that no batch outlives its use")
    func release() {
        var history = PacketHistory(maximumAge: .seconds(1))
        weak var batch: MediaBatch?
        do {
            let made = MediaBatch([1, 2].bytes)
            batch = made
            history.keep(0..<1, of: made, at: .zero)
            history.keep(1..<2, of: made, at: .milliseconds(500))
        }
        history.keep([3].bytes, at: .milliseconds(1400))
        #expect(batch != nil && Self.packet(history, 1, at: .milliseconds(1400)) == [2])
        history.keep([4].bytes, at: .milliseconds(1600))
        #expect(batch == nil && Self.packet(history, 3, at: .milliseconds(1600)) == [4])
    }

    @Test("a packet longer than all may be has an index and is not kept; an empty one is")
    func extremes() {
        var history = PacketHistory(byteCapacity: 10)
        _ = history.keep([UInt8](repeating: 1, count: 11).bytes, at: .zero)
        _ = history.keep([UInt8](repeating: 2, count: 10).bytes, at: .zero)
        _ = history.keep([UInt8]().bytes, at: .zero)
        #expect(Self.packet(history, 0) == nil)
        #expect(Self.packet(history, 1)?.count == 10 && Self.packet(history, 2)?.count == 0)
    }

    @Test("what is given back is always what was kept")
    func truth() {
        var random = SeededGenerator(seed: 5)
        var history = PacketHistory(byteCapacity: 5000, packetCapacity: 64)
        var kept: [[UInt8]] = []
        for _ in 0..<2000 {
            let packet = random.bytes(Int.random(in: 0...300, using: &random))
            kept.append(packet)
            _ = history.keep(packet.bytes, at: .zero)
            let index = max(0, kept.count - Int.random(in: 1...80, using: &random))
            if let found = Self.packet(history, UInt32(index)) { #expect(found == kept[index]) }
            #expect(Self.packet(history, UInt32(kept.count - 1)) == kept.last)
        }
    }
}
