public import Bytes
import Crypto
public import DTLS
public import ICE
public import SDP
import SRTP
public import Timing
public import WebRTC

/// The other side of a session: a whole client without a network.
public final class Client {
    /// Its peer.
    public let peer: Peer
    /// Where it is.
    public let address: SocketAddress
    /// What it wants to send.
    public let outbox: Outbox

    /// Where the server is.
    public static let server = SocketAddress(.loopbackV4, port: 8189)
    /// The wall clock of all.
    public static let clock = ReportClock(WallClock(seconds: 1_800_000_000), at: .zero)

    /// The identities of both sides, the same for all sessions.
    public struct Identities {
        /// The server's.
        public let server: DTLSIdentity
        /// The clients'.
        public let client: DTLSIdentity

        /// New ones.
        public init() throws {
            let now = WallClock(seconds: 1_800_000_000)
            server = try DTLSIdentity(Certificate(valid: .seconds(86_400), at: now))
            client = try DTLSIdentity(Certificate(valid: .seconds(86_400), at: now))
        }
    }

    /// Offers, is answered, and lets `open` begin the session at the server.
    public init(
        _ purpose: SessionPurpose, at address: SocketAddress, _ identities: Identities, now: Instant,
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
        self.address = address
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

    /// An address that no other number has.
    public static func address(_ number: Int) -> SocketAddress {
        SocketAddress(
            IPAddress(v4: 0x7F00_0100 + UInt32(truncatingIfNeeded: number / 50_000)),
            port: UInt16(truncatingIfNeeded: 1024 + number % 50_000))
    }

    /// The way to it, as the server sees it.
    public var path: Path { Path(local: Self.server, remote: address) }

    /// Takes a datagram of the server's.
    public func handle(_ datagram: [UInt8], into slot: inout [UInt8], at now: Instant) {
        guard let kind = PacketClass(datagram.bytes) else { return }
        var room = slot.mutableBytes
        _ = peer.handle(
            datagram.bytes, as: kind, on: Path(local: address, remote: Self.server), into: &room, at: now)
        while peer.pollEvent() != nil {}
    }

    /// Does what is due, and gives what it wants to send.
    public func datagrams(at now: Instant) -> [[UInt8]] {
        if let deadline = peer.nextDeadline, deadline <= now {
            peer.handleTimeout(at: now)
            while peer.pollEvent() != nil {}
        }
        var datagrams: [[UInt8]] = []
        outbox.drain { _, bytes in datagrams.append([UInt8](bytes)) }
        return datagrams
    }
}
