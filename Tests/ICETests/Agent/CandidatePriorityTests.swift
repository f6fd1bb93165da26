import Testing

@testable import ICE

@Suite struct CandidatePriorityTests {
    @Test("RFC 8445 §5.1.2.1: type, local preference and component make a priority")
    func candidates() {
        #expect(CandidatePriority.priority(of: .host) == 2_130_706_431)
        #expect(CandidatePriority.priority(of: .host, localPreference: 0) == 126 << 24 | 255)
        #expect(CandidatePriority.priority(of: .peerReflexive) == 0x6EFF_FFFF)
    }

    @Test("RFC 8445 §6.1.2.3: the smaller priority counts most, and both sides compute the same")
    func pairs() {
        #expect(CandidatePriority.pair(controlling: 3, controlled: 2) == 2 << 32 + 2 * 3 + 1)
        #expect(CandidatePriority.pair(controlling: 2, controlled: 3) == 2 << 32 + 2 * 3)
        let largest: UInt32 = 0x7FFF_FFFF
        let most = CandidatePriority.pair(controlling: largest, controlled: largest)
        #expect(most == CandidatePriority.pair(controlling: .max, controlled: .max))
        #expect(most > CandidatePriority.pair(controlling: largest, controlled: largest - 1))
    }
}
