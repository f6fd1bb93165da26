import Testing

@testable import SRTP

@Suite struct PacketIndexTests {
    @Test(
        "a number is the one nearest to the newest",
        arguments: [
            (100, 101, 101), (100, 99, 99), (100, 32_868, 32_868),
            // The first cycle has nothing before it.
            (100, 65_000, 65_000), (0, 65_535, 65_535),
            // Over the end of a cycle, and back.
            (65_535, 0, 0x1_0000), (65_000, 100, 0x1_0064), (0x1_0000, 65_535, 65_535),
            (0x1_0005, 65_530, 65_530), (0x5_FFFE, 3, 0x6_0003),
            // Half a cycle: RFC 3711 §3.3.1 takes exactly that for the same cycle.
            (0x1_8000, 0, 0x1_0000), (0x1_8001, 0, 0x2_0000), (0x1_0000, 0x8000, 0x1_8000),
            (0x1_0000, 0x8001, 0x0_8001),
        ] as [(UInt64, UInt16, UInt64)])
    func nearest(newest: UInt64, number: UInt16, index: UInt64) {
        #expect(PacketIndex(number, near: newest)?.value == index)
    }

    @Test("past the last place there is none")
    func end() {
        let last: UInt64 = 1 << 48 - 1
        #expect(PacketIndex(0xFFFF, near: last)?.value == last)
        #expect(PacketIndex(0, near: last) == nil)
        #expect(PacketIndex(rollover: .max, sequenceNumber: 0).inNextCycle == nil)
    }
}
