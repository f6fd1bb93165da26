import Testing

@testable import SRTP

@Suite struct SRTPEngineTests {
    @Test("the best engine is libipsec-mb where it works, and has a name for the log")
    func best() {
        let best = SRTPEngine.best()
        guard let fast = SRTPEngine.ipsecMB() else {
            #expect(best.name == "OpenSSL")
            return
        }
        #expect(best.name == fast.name && best.name.hasPrefix("libipsec-mb "))
    }

    @Test("each engine can be chosen")
    func chosen() {
        #expect(SRTPEngine.openSSL.name == "OpenSSL")
        #expect(Set(Association.engines.map(\.name)).count == Association.engines.count)
    }
}
