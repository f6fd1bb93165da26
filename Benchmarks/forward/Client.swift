import Bytes
import Crypto
import DTLS
import ICE
import SDP
import SRTP
import Timing
import WebRTC

/// The other side of a session: a whole client without a network.
final class Client {
    /// Its peer.
    let peer: Peer
    /// Where it is.
    let address: SocketAddress
    /// What it wants to send.
    let outbox: Outbox

    /// Where the server is.
    static let server = SocketAddress(.loopbackV4, port: 8189)
    /// The wall clock of all.
    static let clock = ReportClock(WallClock(seconds: 1_800_000_000), at: .zero)

    /// The identities of both sides, the same for all sessions.
    struct Identities {
        let server: DTLSIdentity
        let client: DTLSIdentity

        init() throws {
            let now = WallClock(seconds: 1_800_000_000)
            server = try DTLSIdentity(Certificate(valid: .seconds(86_400), at: now))
            client = try DTLSIdentity(Certificate(valid: .seconds(86_400), at: now))
        }
    }

    /// Offers, is answered, and lets `open` begin the session at the server.
    init(
        _ purpose: SessionPurpose, number: Int, _ identities: Identities, at now: Instant,
        _ open: (Peer.Setup, inout SystemRandomNumberGenerator) throws -> Void
    ) throws {
        var random = SystemRandomNumberGenerator()
        let ours = Credentials(using: &random), theirs = Credentials(using: &random)
        var offerer = Offerer(purpose, transport: Self.transport(ours, identities.client, isLite: false))
        offerer.video = [.vp8]
        let offer = offerer.offer(using: &random)
        let answerer = Answerer(purpose, transport: Self.transport(theirs, identities.server, isLite: true))
        let answer = try answerer.answer(offer.description, using: &random)
        try open(
            Peer.Setup(
                agent: LiteAgent(theirs, remoteUfrag: ours.ufrag, at: now), session: answer.session,
                identity: identities.server, engine: .best(), clock: Self.clock), &random)
        address = SocketAddress(
            IPAddress(v4: 0x7F00_0100 + UInt32(truncatingIfNeeded: number / 50_000)),
            port: UInt16(truncatingIfNeeded: 1024 + number % 50_000))
        var agent = FullAgent(.controlling, ours, using: &random)
        agent.addLocal(address)
        agent.addRemote(Self.server, priority: CandidatePriority.priority(of: .host))
        agent.connect(to: theirs, isLite: true, at: now)
        outbox = Outbox()
        peer = try Peer(
            Peer.Setup(
                agent: agent, session: offer.accept(answer.description), identity: identities.client,
                engine: .best(), clock: Self.clock),
            outbox: outbox, at: now, using: &random)
    }

    private static func transport(
        _ credentials: Credentials, _ identity: DTLSIdentity, isLite: Bool
    ) -> LocalTransport {
        LocalTransport(
            credentials: ICECredentials(ufrag: credentials.ufrag, password: credentials.password),
            candidates: [],
            fingerprints: [Fingerprint(.sha256, identity.certificate.fingerprint(.sha256).bytes)],
            isLite: isLite)
    }

    /// The way to it, as the server sees it.
    var path: Path { Path(local: Self.server, remote: address) }

    /// Takes a datagram of the server's.
    func handle(_ datagram: [UInt8], into slot: inout [UInt8], at now: Instant) {
        guard let kind = PacketClass(datagram.bytes) else { return }
        var room = slot.mutableBytes
        _ = peer.handle(
            datagram.bytes, as: kind, on: Path(local: address, remote: Self.server), into: &room, at: now)
        while peer.pollEvent() != nil {}
    }

    /// Does what is due, and gives what it wants to send.
    func datagrams(at now: Instant) -> [[UInt8]] {
        if let deadline = peer.nextDeadline, deadline <= now {
            peer.handleTimeout(at: now)
            while peer.pollEvent() != nil {}
        }
        var datagrams: [[UInt8]] = []
        outbox.drain { _, bytes in datagrams.append([UInt8](bytes)) }
        return datagrams
    }
}
