import Crypto
import DTLS
import ICE
import SDP
import SRTP
import Simulation
import Timing
import WebRTC

@testable import SFU

extension Session {
    /// Such a session of one who gets all of a stream.
    static func test(_ number: UInt64, in audience: Audience) throws -> Session {
        let session = try test(number)
        for index in session.subscriptions.indices { audience.add(session, index) }
        return session
    }

    /// A session that nobody comes for, as its offer was answered.
    static func test(_ number: UInt64, as part: Part = .viewer(lasts: false)) throws -> Session {
        let purpose: SessionPurpose = if case .publisher = part { .publish } else { .play }
        var random = SeededGenerator(seed: number)
        let certificate = try Certificate(valid: .seconds(86_400), at: WallClock(seconds: 1_790_000_000))
        let ours = Credentials(using: &random), theirs = Credentials(using: &random)
        func transport(_ credentials: Credentials, isLite: Bool) -> LocalTransport {
            LocalTransport(
                credentials: ICECredentials(ufrag: credentials.ufrag, password: credentials.password),
                candidates: [], fingerprints: [Fingerprint(.sha256, certificate.fingerprint(.sha256).bytes)],
                isLite: isLite)
        }
        let offer = Offerer(purpose, transport: transport(ours, isLite: false)).offer(using: &random)
        let answer = try Answerer(purpose, transport: transport(theirs, isLite: true))
            .answer(offer.description, using: &random)
        let peer = try Peer(
            Peer.Setup(
                agent: LiteAgent(theirs, remoteUfrag: ours.ufrag, at: .zero), session: answer.session,
                identity: DTLSIdentity(certificate), engine: .openSSL,
                clock: ReportClock(WallClock(seconds: 1_790_000_000), at: .zero)),
            outbox: Outbox(), at: .zero, using: &random)
        return Session(SessionKey(number: number), peer, as: part)
    }
}
