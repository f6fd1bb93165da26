import Testing

@testable import SDP

@Suite struct RemoteTransportTests {
    private func remote(_ vector: String) throws -> RemoteTransport {
        try Vector(name: vector).answer.session.remote
    }

    @Test("OBS says its transport once, for the session")
    func sessionLevel() throws {
        let remote = try remote("obs-publish")
        #expect(remote.credentials == ICECredentials(ufrag: "nxcM", password: "ezjAjgSSLLvbRhUA1zc6Se"))
        #expect(remote.options == ["ice2", "trickle"])
        #expect(remote.fingerprints.count == 1 && !remote.isLite)
        #expect(remote.candidates.map(\.address) == ["198.51.100.53", "2001:db8::53"])
        #expect(remote.hasAllCandidates)
    }

    @Test("Firefox says its fingerprint for the session and its credentials in each section")
    func bothLevels() throws {
        let remote = try remote("firefox-publish")
        #expect(remote.credentials.ufrag.count == 8 && remote.credentials.password.count == 32)
        #expect(remote.fingerprints.map(\.algorithm) == [.sha256])
        #expect(remote.candidates.contains { $0.component == 2 })
    }

    @Test("several fingerprints are several; candidates that come twice are one")
    func several() throws {
        let remote = try remote("aiortc-publish")
        #expect(remote.fingerprints.map(\.algorithm) == [.sha256, .sha384, .sha512])
        let chromium = try self.remote("chromium-publish")
        #expect(chromium.candidates.count == 8)
        #expect(chromium.candidates.filter { $0.tcpType == .active }.count == 4)
    }

    @Test("a broken hash beside a good one is left out")
    func weakBesideStrong() throws {
        let good = "a=fingerprint:sha-256"
        let text = SmallOffer.publish.replacing(good, with: "a=fingerprint:sha-1 00:01\n\(good)")
        let answer = try Answerer.server(.publish).answer(text: text)
        #expect(answer.session.remote.fingerprints.map(\.algorithm) == [.sha256])
    }

    @Test("candidates are bounded")
    func bound() throws {
        let many = (1...100).map { "a=candidate:\($0) 1 udp \($0) 192.0.2.1 \($0) typ host" }
        let text = SmallOffer.publish + many.joined(separator: "\n")
        let answer = try Answerer.server(.publish).answer(text: text)
        #expect(answer.session.remote.candidates.count == RemoteTransport.candidateLimit)
    }
}
