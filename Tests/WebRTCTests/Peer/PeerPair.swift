import Bytes
import Crypto
import DTLS
import ICE
import RTP
import SDP
import SRTP
import Simulation
import Timing

@testable import WebRTC

/// A client that publishes and a server that receives, without a network: what one sends, the other has at once.
final class PeerPair {
    let client: Peer
    let server: Peer
    private(set) var now = Instant.zero
    /// What each told.
    private(set) var clientEvents: [PeerEvent] = []
    private(set) var serverEvents: [PeerEvent] = []
    /// What the server received.
    private(set) var received: [ReceivedPacket] = []
    /// Whether a datagram of the client's is lost.
    var loses: (PacketClass) -> Bool = { _ in false }

    let clientOutbox = Outbox(), serverOutbox = Outbox()
    private let source = MediaSource(id: 1, extensions: ExtensionMap(), isVideo: true)
    private var number: Int64 = 100

    static let up = Path(local: SocketAddress(.loopbackV4, port: 50_000), remote: down.local)
    static let down = Path(
        local: SocketAddress(.loopbackV4, port: 8189), remote: SocketAddress(.loopbackV4, port: 50_000))
    private static let clock = ReportClock(WallClock(seconds: 1_790_000_000), at: .zero)

    /// A pair that has agreed on VP8 and H.264. The client announces `announced`, or the certificate it has.
    init(announcing announced: DTLSIdentity? = nil) throws {
        var random = SeededGenerator(seed: 51)
        let ours = Credentials(using: &random), theirs = Credentials(using: &random)
        let (clientIdentity, serverIdentity) = (try Self.identity(), try Self.identity())
        var offerer = Offerer(
            .publish, transport: Self.transport(ours, announced ?? clientIdentity, isLite: false))
        offerer.video = [.vp8, .h264(.constrainedBaseline, packetizationMode: 1)]
        offerer.audio = []
        let offer = offerer.offer(using: &random)
        let answer = try Answerer(.publish, transport: Self.transport(theirs, serverIdentity, isLite: true))
            .answer(offer.description, using: &random)
        server = try Peer(
            Peer.Setup(
                agent: LiteAgent(theirs, remoteUfrag: ours.ufrag, at: .zero), session: answer.session,
                identity: serverIdentity, engine: .openSSL, clock: Self.clock),
            outbox: serverOutbox, at: .zero, using: &random)
        var agent = FullAgent(.controlling, ours, using: &random)
        agent.addLocal(Self.up.local)
        agent.addRemote(Self.up.remote, priority: CandidatePriority.priority(of: .host))
        agent.connect(to: theirs, isLite: true, at: .zero)
        client = try Peer(
            Peer.Setup(
                agent: agent, session: offer.accept(answer.description), identity: clientIdentity,
                engine: .openSSL, clock: Self.clock),
            outbox: clientOutbox, at: .zero, using: &random)
    }

    static func identity() throws -> DTLSIdentity {
        try DTLSIdentity(
            Certificate(valid: .seconds(86_400), at: WallClock(seconds: 1_790_000_000)))
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

    /// A pair whose media may flow.
    static func connected() throws -> PeerPair {
        let pair = try PeerPair()
        pair.run(milliseconds: 100)
        return pair
    }

    /// Lets time pass in steps of 5 ms.
    func run(milliseconds count: Int64) {
        for _ in 0..<count / 5 {
            now = now.advanced(by: .milliseconds(5))
            for peer in [client, server] where peer.nextDeadline.map({ $0 <= now }) == true {
                peer.handleTimeout(at: now)
            }
            exchange()
        }
    }

    /// Carries datagrams to and fro until none is left.
    func exchange() {
        while !clientOutbox.isEmpty || !serverOutbox.isEmpty {
            for datagram in Self.drain(clientOutbox) {
                guard let kind = PacketClass(datagram.bytes), !loses(kind) else { continue }
                give(datagram)
            }
            for datagram in Self.drain(serverOutbox) {
                _ = Self.handle(datagram, client, Self.up, at: now)
            }
            hear()
        }
        hear()
    }

    /// Gives the server a datagram on a path.
    func give(_ datagram: [UInt8]) {
        if let packet = Self.handle(datagram, server, Self.down, at: now) { received.append(packet) }
    }

    static func drain(_ outbox: Outbox) -> [[UInt8]] {
        var datagrams: [[UInt8]] = []
        outbox.drain { _, bytes in datagrams.append([UInt8](bytes)) }
        return datagrams
    }

    private static func handle(
        _ datagram: [UInt8], _ peer: Peer, _ path: Path, at now: Instant
    ) -> ReceivedPacket? {
        guard let kind = PacketClass(datagram.bytes) else { return nil }
        var slot = [UInt8](repeating: 0, count: 2048)
        var room = slot.mutableBytes
        return peer.handle(datagram.bytes, as: kind, on: path, into: &room, at: now)
    }

    private func hear() {
        while let event = client.pollEvent() { clientEvents.append(event) }
        while let event = server.pollEvent() { serverEvents.append(event) }
    }

    /// Lets the client send its next packet, in a format by its name or under another choice, and gives it as it left.
    @discardableResult func send(_ name: String = "VP8", as other: PayloadChoice? = nil) -> [[UInt8]] {
        let formats = client.session.media[0].formats
        guard let codec = formats.first(where: { $0.format.name == name })?.format.codec,
            let choice = other ?? client.payloadChoice(for: codec, in: 0)
        else { return [] }
        let bytes = serialised { writer in
            RTPHeader.video(0, timestamp: UInt32(truncatingIfNeeded: number) &* 3000).write(to: &writer)
            writer.write([0x10, 0x00, 1, 2, 3].bytes)
        }
        let index = source.keep(bytes.bytes, at: now)
        guard
            let packet = ForwardedPacket(
                whole: bytes.bytes, of: source, at: ExtendedSequenceNumber(number), index: index)
        else { return [] }
        number += 1
        client.forward(packet, of: source, in: 0, as: choice, at: now)
        return Self.drain(clientOutbox)
    }

    /// What the server calls the payload types of a format.
    func type(_ name: String) -> UInt8? {
        server.session.media[0].formats.first { $0.format.name == name }?.format.payloadType
    }
}
