import RTP
import Testing

@testable import WebRTC

@Suite struct FidelityLogTests {
    private static func fidelity(_ spatialID: UInt8) -> Fidelity {
        Fidelity(spatialID: spatialID, temporalID: .max)
    }

    @Test("each number has the fidelity that it was sent with")
    func stretches() {
        var log = FidelityLog()
        #expect(log.last == .full && log.fidelity(of: place(3)) == .full)
        log.note(Self.fidelity(1), behind: place(10))
        log.note(Self.fidelity(0), behind: place(20))
        #expect([10, 11, 20, 21].map { log.fidelity(of: place($0)).spatialID } == [.max, 1, 1, 0])
        #expect(log.last == Self.fidelity(0))
    }

    @Test("what nothing was sent with is forgotten, and so is what cannot be asked for any more")
    func forgets() {
        var log = FidelityLog()
        log.note(Self.fidelity(1), behind: nil)
        #expect(log.fidelity(of: place(0)) == Self.fidelity(1))
        log.note(Self.fidelity(2), behind: place(10))
        log.note(Self.fidelity(3), behind: place(10))
        #expect(log.fidelity(of: place(11)) == Self.fidelity(3))
        log.note(Self.fidelity(4), behind: place(2000))
        #expect([5, 2000, 2001].map { log.fidelity(of: place($0)).spatialID } == [3, 3, 4])
    }
}
