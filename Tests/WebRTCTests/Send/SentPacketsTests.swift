import RTP
import Testing

@testable import WebRTC

@Suite struct SentPacketsTests {
    private static func entry(_ index: UInt32) -> SentPackets.Entry {
        SentPackets.Entry(index: index, line: 1)
    }

    @Test("an entry is eight octets: there are hundreds for each of thousands of viewers")
    func size() {
        #expect(MemoryLayout<SentPackets.Entry>.stride == 8)
    }

    @Test("numbers are found until they are a ring behind, and a gap can be filled once")
    func ring() {
        var packets = SentPackets(capacity: 8)
        #expect(packets.newest == nil && packets.entry(place(0)) == nil)
        for value: Int64 in [10, 11, 14] { _ = packets.insert(Self.entry(UInt32(value)), at: place(value)) }
        let filled = [
            packets.insert(Self.entry(12), at: place(12)), packets.insert(Self.entry(12), at: place(12)),
        ]
        #expect(filled == [true, false])
        #expect(
            (8...16).map { packets.entry(place($0))?.index } == [nil, nil, 10, 11, 12, nil, 14, nil, nil])
        _ = packets.insert(Self.entry(18), at: place(18))
        #expect(packets.entry(place(10)) == nil && packets.entry(place(11))?.index == 11)
        let old = packets.insert(Self.entry(9), at: place(9))
        #expect(!old)
    }

    @Test("a jump empties the ring", arguments: [7, 8, 9, 100_000] as [Int64])
    func jump(by steps: Int64) {
        var packets = SentPackets(capacity: 8)
        for value: Int64 in 0..<8 { _ = packets.insert(Self.entry(1), at: place(value)) }
        _ = packets.insert(Self.entry(2), at: place(7 + steps))
        let left = (0..<8).filter { packets.entry(place(7 + steps - $0)) != nil }
        #expect(left == (steps == 7 ? [0, 7] : [0]))
    }
}
