import Bytes
import Crypto
import DTLS
import Testing
import Timing

@Suite struct DTLSSessionTests {
    private static let sha256OfNothing = Certificate.Fingerprint(
        .sha256, [UInt8](repeating: 0, count: 32))

    @Test("both sides get the same keys for GCM, in two round trips, and nothing is repeated")
    func handshake() throws {
        let pair = try DTLSPair().connect()
        #expect(pair.isEstablished)
        guard case .established(let profile, let material)? = pair.serverEvents.first else { return }
        #expect(profile == 7)
        #expect(material.count == 56)
        #expect(Set(material).count > 20)
        #expect(pair.client.stage == .established && pair.server.stage == .established)
        #expect(pair.client.retransmissions + pair.server.retransmissions == 0)
        #expect(pair.sent.allSatisfy { $0.datagram.count <= 1200 })
    }

    @Test(
        "the server's order of profiles decides",
        arguments: [
            ([1, 7], [7, 8, 1], 7, 56), ([8, 1], [7, 8, 1], 8, 88), ([1], [7, 8, 1], 1, 60),
            ([7, 8, 1], [1], 1, 60),
        ] as [([UInt16], [UInt16], UInt16, Int)])
    func profiles(client: [UInt16], server: [UInt16], chosen: UInt16, size: Int) throws {
        let pair = try DTLSPair(
            client: DTLSIdentity(DTLSPair.certificates.client, profiles: client),
            server: DTLSIdentity(DTLSPair.certificates.server, profiles: server)
        ).connect()
        #expect(pair.isEstablished)
        guard case .established(let profile, let material)? = pair.clientEvents.first else { return }
        #expect(profile == chosen && material.count == size)
    }

    @Test("no profile in common is a failure that says so")
    func noProfile() throws {
        let pair = try DTLSPair(
            client: DTLSIdentity(DTLSPair.certificates.client, profiles: [8]),
            server: DTLSIdentity(DTLSPair.certificates.server, profiles: [7])
        ).connect()
        #expect(pair.serverEvents.contains(.failed(.noProfile)))
        #expect(pair.server.stage == .failed)
    }

    @Test(
        "any of several fingerprints will do, by any of three hashes",
        arguments: Certificate.Fingerprint.Algorithm.allCases)
    func hashes(algorithm: Certificate.Fingerprint.Algorithm) throws {
        let good = DTLSPair.certificates.client.fingerprint(algorithm)
        let pair = try DTLSPair(serverExpects: [Self.sha256OfNothing, good]).connect()
        #expect(pair.isEstablished)
    }

    @Test("a certificate with another fingerprint ends it before any key is given, and both are named")
    func mismatch() throws {
        let pair = try DTLSPair(serverExpects: [Self.sha256OfNothing]).connect()
        let actual = DTLSPair.certificates.client.fingerprint()
        let failure = DTLSFailure.fingerprintMismatch(expected: [Self.sha256OfNothing], actual: [actual])
        #expect(pair.serverEvents == [.failed(failure)])
        #expect(failure.description.contains(actual.description))
        #expect(failure.description.contains(Self.sha256OfNothing.description))
        // The client is told by an alert.
        guard case .failed(.refused(.awaitingServerFinished, let reason))? = pair.clientEvents.first else {
            Issue.record("\(pair.clientEvents)")
            return
        }
        #expect(reason.contains("certificate"))
    }

    @Test("a client refuses a server with another fingerprint")
    func wrongServer() throws {
        let pair = try DTLSPair(clientExpects: [Self.sha256OfNothing]).connect()
        guard case .failed(.fingerprintMismatch)? = pair.clientEvents.first else {
            Issue.record("\(pair.clientEvents)")
            return
        }
        #expect(pair.serverEvents.count == 1)
        #expect(pair.server.stage == .failed)
    }

    @Test("no fingerprint at all matches nothing")
    func emptyList() throws {
        let pair = try DTLSPair(serverExpects: .some([])).connect()
        guard case .failed(.fingerprintMismatch)? = pair.serverEvents.first else {
            Issue.record("\(pair.serverEvents)")
            return
        }
    }

    @Test("a peer that is not known yet is verified when signaling tells who it is")
    func lateAnswer() throws {
        let pair = try DTLSPair(serverExpects: .some(nil)).connect()
        #expect(pair.serverEvents == [])
        #expect(pair.server.stage == .awaitingFingerprint)
        pair.server.expect([DTLSPair.certificates.client.fingerprint()], at: pair.now)
        pair.drain()
        #expect(pair.isEstablished)
    }

    @Test("a peer that turns out to be somebody else is told goodbye, and SRTP gets no key")
    func lateMismatch() throws {
        let pair = try DTLSPair(serverExpects: .some(nil)).connect()
        pair.server.expect([Self.sha256OfNothing], at: pair.now)
        pair.drain()
        pair.run(for: .seconds(1))
        guard case .failed(.fingerprintMismatch)? = pair.serverEvents.first else {
            Issue.record("\(pair.serverEvents)")
            return
        }
        #expect(pair.serverEvents.count == 1)
        #expect(pair.clientEvents.last == .closed)
    }

    @Test("a peer that signaling never tells about is given up")
    func neverTold() throws {
        let pair = try DTLSPair(serverExpects: .some(nil)).connect(for: .seconds(40))
        #expect(pair.serverEvents == [.failed(.timedOut(.awaitingFingerprint, retransmissions: 0))])
    }

    @Test("a server that was not started starts with the first datagram")
    func startsItself() throws {
        let pair = try DTLSPair()
        #expect(pair.server.stage == .idle && pair.server.nextDeadline == nil)
        pair.client.start(at: pair.now)
        pair.drain()
        pair.run(for: .seconds(1))
        #expect(pair.isEstablished)
    }

    @Test("close says goodbye, and the other side hears it", arguments: [false, true], [false, true])
    func goodbye(fromClient: Bool, isResting: Bool) throws {
        let pair = try DTLSPair().connect()
        if isResting { pair.run(for: .seconds(11)) }
        #expect(pair.client.isResting == isResting && pair.server.isResting == isResting)
        (fromClient ? pair.client : pair.server).close(at: pair.now)
        pair.drain()
        pair.run(for: .seconds(1))
        #expect((fromClient ? pair.serverEvents : pair.clientEvents).last == .closed)
        #expect((fromClient ? pair.clientEvents : pair.serverEvents).count == 1)
        #expect(pair.client.stage == .closed && pair.server.stage == .closed)
    }

    @Test("close before the handshake is complete sends nothing and is final")
    func earlyClose() throws {
        let pair = try DTLSPair()
        pair.client.start(at: pair.now)
        pair.drain()
        pair.client.close(at: pair.now)
        pair.run(for: .seconds(40))
        #expect(pair.sent.count { $0.direction == .toServer } == 1)
        #expect(pair.clientEvents == [])
        #expect(pair.client.nextDeadline == nil)
        pair.client.close(at: pair.now)
        #expect(pair.client.pollOutput() == nil)
    }

    @Test("media from the peer lets the handshake's memory go at once, ten seconds do without it")
    func resting() throws {
        let pair = try DTLSPair().connect()
        #expect(!pair.client.isResting && !pair.server.isResting)
        pair.server.mediaArrived(at: pair.now)
        pair.server.mediaArrived(at: pair.now)
        #expect(pair.server.isResting && pair.server.nextDeadline == nil)
        pair.run(for: .seconds(11))
        #expect(pair.client.isResting && pair.client.stage == .established)
        #expect(pair.isEstablished)
    }

    @Test("a mediaArrived that comes too early changes nothing")
    func earlyMedia() throws {
        let pair = try DTLSPair(serverExpects: .some(nil)).connect()
        pair.server.mediaArrived(at: pair.now)
        #expect(pair.server.stage == .awaitingFingerprint)
    }

    @Test("what a peer is refused for is remembered")
    func lastError() throws {
        let pair = try DTLSPair(serverExpects: [Self.sha256OfNothing]).connect()
        #expect(pair.server.lastError != nil)
        #expect(pair.client.lastError?.contains("alert") == true)
    }
}
