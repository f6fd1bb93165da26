import Testing

@testable import WebRTC

@Suite("Groups of packets") struct PacketGroupsTests {
    @Test("packets that left together are compared as one group")
    func together() {
        var groups = PacketGroups()
        // Two groups of three, 33 ms apart; the second arrives 7 ms later than that.
        for index in 0..<3 {
            #expect(groups.add(sent: Int64(index) * 1000, arrived: 50_000 + Int64(index) * 2000) == nil)
        }
        for index in 0..<3 {
            #expect(
                groups.add(sent: 33_000 + Int64(index) * 1000, arrived: 90_000 + Int64(index) * 2000) == nil)
        }
        let step = groups.add(sent: 66_000, arrived: 130_000)
        #expect(step?.sent == 33_000)
        #expect(step?.arrived == 40_000)
        #expect(step?.at == 94_000)
    }

    @Test("a packet that was overtaken says nothing")
    func overtaken() {
        var groups = PacketGroups()
        _ = groups.add(sent: 10_000, arrived: 20_000)
        #expect(groups.add(sent: 0, arrived: 60_000) == nil)
        #expect(groups.add(sent: 40_000, arrived: 50_000) == nil)
    }

    @Test("what was held up arrives as one group")
    func heldUp() {
        var groups = PacketGroups()
        _ = groups.add(sent: 0, arrived: 50_000)
        // Sent 20 ms apart, they arrive within a millisecond of each other.
        for index in 1...3 {
            #expect(groups.add(sent: Int64(index) * 20_000, arrived: 120_000 + Int64(index) * 300) == nil)
        }
    }
}
