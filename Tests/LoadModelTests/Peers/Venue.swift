import Bytes
import CodecBridge
import Crypto
import DTLS
import ICE
import Links
import SDP
import SFU
import SRTP
import Simulation
import Timing
import WebRTC

@testable import LoadModel

/// A crowd and a server on an emulated network; offers are answered by a function call.
final class Venue {
    var time: VirtualTime<SocketAddress>
    let crowd: Crowd
    let exchange = Exchange()
    /// Members whose session ended.
    private(set) var gone: [Int] = []
    /// What decoders are to be told.
    private(set) var decoded: [BridgeMessage] = []

    private var random = CrowdRandom(seed: 7)
    /// Whether the server agrees to tell nobody when media was captured.
    private let hidesCaptures: Bool
    private let identity: DTLSIdentity

    static let server = SocketAddress(.loopbackV4, port: 8189)
    static let wallClock = WallClock(seconds: 1_790_000_000)

    init(
        _ conditions: LinkConditions = LinkConditions(), manners: Manners = Manners(),
        of programme: Programme,
        viewersNetwork: LinkConditions? = nil, hidesCaptures: Bool = false
    ) throws {
        self.hidesCaptures = hidesCaptures
        time = VirtualTime(EmulatedNetwork(seed: 3, conditions: conditions))
        identity = try DTLSIdentity(Certificate(valid: .seconds(86_400), at: Self.wallClock))
        crowd = Crowd(
            try PeerKit(feedbackInterval: .milliseconds(100), wallClock: Self.wallClock, at: .zero),
            groups: [
                CrowdGroup("publishers", .publish, programme: programme),
                CrowdGroup(
                    "viewers", .watch, programme: programme, up: viewersNetwork, down: viewersNetwork
                ),
            ], manners: manners, random: CrowdRandom(seed: 5))
        time.add(ExchangeEnd(exchange), at: [Self.server])
    }

    /// Where a member is.
    static func home(of member: Int) -> SocketAddress {
        SocketAddress(IPAddress(v4: 0x7F10_0000 + UInt32(member)), port: 9)
    }

    /// A member comes; its offer is answered at once.
    func begin(_ number: Int, _ purpose: SessionPurpose) throws {
        if number == 0 { time.add(CrowdEnd(crowd, self), at: (0..<64).map(Self.home)) }
        crowd.begin(number, of: purpose == .publish ? 0 : 1, home: Self.home(of: number), at: time.now)
        try settle()
    }

    /// Does what the crowd wants done outside of the network.
    func settle() throws {
        while let event = crowd.pollEvent() {
            switch event {
            case .offer(let member, let text): try answer(text, of: member)
            case .decode(_, let message): decoded.append(message)
            case .left(let member): gone.append(member)
            }
        }
    }

    /// A member's end was told.
    func note(_ event: CrowdEvent) {
        switch event {
        case .left(let member): gone.append(member)
        case .decode(_, let message): decoded.append(message)
        case .offer: break
        }
    }

    func run(for duration: Duration) { time.run(for: duration) }

    /// A member.
    func member(_ number: Int) -> Member? { crowd.members[number] }

    private func answer(_ text: String, of member: Int) throws {
        let theirs = Credentials(using: &random)
        let purpose = crowd.members[member]?.purpose ?? .play
        let lines = text.split(separator: "\r\n").filter {
            !hidesCaptures || !$0.contains("abs-capture-time")
        }
        let offer = try SessionDescription(parsing: lines.joined(separator: "\r\n") + "\r\n")
        let candidate = Candidate(
            foundation: "1", priority: 1, address: "127.0.0.1", port: Self.server.port)
        let answerer = Answerer(
            purpose,
            transport: LocalTransport(
                credentials: ICECredentials(ufrag: theirs.ufrag, password: theirs.password),
                candidates: [candidate],
                fingerprints: [Fingerprint(.sha256, identity.certificate.fingerprint(.sha256).bytes)]))
        let answer = try answerer.answer(offer, using: &random)
        let setup = Peer.Setup(
            agent: LiteAgent(theirs, remoteUfrag: answer.session.remote.credentials.ufrag, at: time.now),
            session: answer.session, identity: identity, engine: .best(),
            clock: ReportClock(Self.wallClock, at: .zero))
        switch purpose {
        case .publish: _ = try exchange.publish(setup, to: "room", at: time.now, using: &random)
        case .play: _ = try exchange.play(setup, from: "room", at: time.now, using: &random)
        }
        let session = crowd.session(of: member, answered: answer.description.description, at: time.now)
        if let session { crowd.connect(member, by: session, from: Self.home(of: member), at: time.now) }
    }
}

/// The crowd's end of the network.
private final class CrowdEnd: EmulatedHost {
    private let crowd: Crowd
    private unowned let venue: Venue
    private var waiting: [EmulatedDatagram<SocketAddress>] = []

    init(_ crowd: Crowd, _ venue: Venue) {
        self.crowd = crowd
        self.venue = venue
    }

    var nextDeadline: Instant? { crowd.nextDeadline }

    func receive(_ datagram: EmulatedDatagram<SocketAddress>, at now: Instant) {
        let member = Int((datagram.destination.ip.v4 ?? 0) &- 0x7F10_0000)
        crowd.handle(
            Arrival(datagram.bytes.bytes), for: member,
            on: Path(local: datagram.destination, remote: datagram.source), at: now)
        crowd.settle(at: now)
    }

    func handleTimeout(at now: Instant) { crowd.handleTimeout(at: now) }

    func pollDatagram() -> EmulatedDatagram<SocketAddress>? {
        while let event = crowd.pollEvent() { venue.note(event) }
        if waiting.isEmpty {
            crowd.outbox.drain { transmit, bytes in
                waiting.append(
                    EmulatedDatagram([UInt8](bytes), from: transmit.path.local, to: transmit.path.remote))
            }
            waiting.reverse()
        }
        return waiting.popLast()
    }
}

/// The server's end of the network.
private final class ExchangeEnd: EmulatedHost {
    private let exchange: Exchange
    private var waiting: [EmulatedDatagram<SocketAddress>] = []

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    var nextDeadline: Instant? { exchange.nextDeadline }

    func receive(_ datagram: EmulatedDatagram<SocketAddress>, at now: Instant) {
        exchange.handle(
            datagram.bytes.bytes, on: Path(local: datagram.destination, remote: datagram.source), at: now)
    }

    func handleTimeout(at now: Instant) { exchange.handleTimeout(at: now) }

    func pollDatagram() -> EmulatedDatagram<SocketAddress>? {
        while exchange.pollEvent() != nil {}
        if waiting.isEmpty {
            exchange.outbox.drain { transmit, bytes in
                waiting.append(
                    EmulatedDatagram([UInt8](bytes), from: transmit.path.local, to: transmit.path.remote))
            }
            waiting.reverse()
        }
        return waiting.popLast()
    }
}
