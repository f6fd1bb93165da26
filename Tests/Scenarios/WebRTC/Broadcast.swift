import Bytes
import Crypto
import DTLS
import ICE
import Links
import RTP
import SDP
import SFU
import SRTP
import Simulation
import Timing
import WebRTC

/// A server, its network, and the clients that join: signaling is a function call, all else is datagrams.
final class Broadcast {
    var time: VirtualTime<SocketAddress>
    /// The shards of the server.
    let shards: [ExchangeHost]
    var generator: SeededGenerator
    /// What clients' clocks are off by.
    var clientClock = ReportClock(WallClock(seconds: 1_700_000_000), at: .zero)

    static let clock = ReportClock(WallClock(seconds: 1_790_000_000), at: .zero)
    static let identities: (server: DTLSIdentity, client: DTLSIdentity)? = {
        let now = WallClock(seconds: 1_790_000_000)
        guard let one = try? Certificate(valid: .seconds(86_400), at: now),
            let other = try? Certificate(valid: .seconds(86_400), at: now),
            let server = try? DTLSIdentity(one), let client = try? DTLSIdentity(other)
        else { return nil }
        return (server, client)
    }()

    /// A failure to set something up.
    struct Unprepared: Error {}

    init(
        seed: UInt64 = 1, _ conditions: LinkConditions = .usual,
        settings: ExchangeSettings = ExchangeSettings(), shards count: Int = 1
    ) {
        generator = SeededGenerator(seed: seed)
        time = VirtualTime(EmulatedNetwork(seed: seed, conditions: conditions))
        shards = (0..<count).map { number in
            ExchangeHost(
                Exchange(settings, at: ShardPlace(number, of: count)), number: number,
                at: SocketAddress(Place.server.ip, port: Place.server.port + UInt16(number)))
        }
        ExchangeHost.connect(shards)
        for shard in shards { time.add(shard, at: [shard.place]) }
    }

    /// The shard that the stream is at home on.
    var server: ExchangeHost { shards[ShardPlace.home(of: Self.stream, among: shards.count)] }
    /// Its exchange.
    var exchange: Exchange { server.exchange }
    /// How many sessions there are on all shards.
    var sessionCount: Int { shards.reduce(0) { $0 + $1.exchange.sessionCount } }
    /// Whether no shard knows of any stream.
    var isDeserted: Bool { shards.allSatisfy(\.exchange.streamNames.isEmpty) }

    static let stream = "room"
    var now: Instant { time.now }

    // MARK: Joining

    /// A publisher begins, with a track for each section.
    func publish(
        at place: SocketAddress = Place.guest(0), _ codecs: [CodecCapability] = [.vp8],
        to stream: String = Broadcast.stream, takesOver: Bool = false, layers: Int = 1,
        servesDTLS: Bool = false
    ) throws -> PeerHost {
        let home = shards[ShardPlace.home(of: stream, among: shards.count)]
        let host = try join(.publish, at: place, codecs, on: home, servesDTLS: servesDTLS) {
            setup, random in
            let setup = Self.announcing(layers, in: setup)
            return try home.exchange.publish(
                setup, to: stream, takesOver: takesOver, at: time.now, using: &random)
        }
        for (section, media) in host.peer.session.media.enumerated() {
            host.tracks.append(Track(media, section: section, using: &generator))
        }
        if layers > 1 { host.addLayers(layers - 1, using: &generator) }
        return host
    }

    /// A publisher's session in which its video was announced in so many layers (`ssrc-group:SIM`).
    private static func announcing(_ layers: Int, in setup: Peer.Setup) -> Peer.Setup {
        guard layers > 1, let video = setup.session.media.firstIndex(where: { $0.kind == .video }),
            let first = setup.session.media[video].remoteSources.first
        else { return setup }
        var session = setup.session
        session.media[video].remoteSources = (0..<UInt32(layers)).map { layer in
            var source = first
            source.ssrc += layer
            source.retransmission? += layer
            return source
        }
        return Peer.Setup(
            agent: setup.agent, session: session, identity: setup.identity, engine: setup.engine,
            clock: setup.clock)
    }

    /// A viewer begins, where there are fewest sessions.
    func play(
        at place: SocketAddress = Place.guest(1), _ codecs: [CodecCapability] = [.vp8]
    ) throws -> PeerHost {
        let least = shards.map(\.exchange.sessionCount).min()
        let shard = shards.first { $0.exchange.sessionCount == least } ?? server
        return try join(.play, at: place, codecs, on: shard) { setup, random in
            try shard.exchange.play(setup, from: Self.stream, at: time.now, using: &random)
        }
    }

    /// Offers, is answered, and puts the client on the network.
    private func join(
        _ purpose: SessionPurpose, at place: SocketAddress, _ codecs: [CodecCapability],
        on shard: ExchangeHost, servesDTLS: Bool = false,
        _ open: (Peer.Setup, inout SeededGenerator) throws -> SessionKey
    ) throws -> PeerHost {
        guard let identities = Self.identities else { throw Unprepared() }
        let ours = Credentials(using: &generator), theirs = Credentials(using: &generator)
        var offerer = Offerer(purpose, transport: Self.transport(ours, identities.client, isLite: false))
        offerer.video = codecs
        let offer = offerer.offer(using: &generator)
        let answerer = Answerer(purpose, transport: Self.transport(theirs, identities.server, isLite: true))
        let answer = try answerer.answer(offer.description, using: &generator)
        var (session, accepted) = (answer.session, try offer.accept(answer.description))
        // As if it had insisted on that, as ffmpeg does.
        if servesDTLS { (session.role, accepted.role) = (.active, .passive) }
        let key = try open(
            Peer.Setup(
                agent: LiteAgent(theirs, remoteUfrag: ours.ufrag, at: time.now), session: session,
                identity: identities.server, engine: .best(), clock: Self.clock), &generator)
        var agent = FullAgent(.controlling, ours, using: &generator)
        agent.addLocal(place)
        agent.addRemote(shard.place, priority: Place.good)
        agent.connect(to: theirs, isLite: true, at: time.now)
        let outbox = Outbox()
        let peer = try Peer(
            Peer.Setup(
                agent: agent, session: accepted, identity: identities.client,
                engine: .best(), clock: clientClock),
            outbox: outbox, at: time.now, using: &generator)
        let host = PeerHost(peer, key, on: shard, at: place, outbox: outbox)
        time.add(host, at: [place])
        return host
    }

    static func transport(
        _ credentials: Credentials, _ identity: DTLSIdentity, isLite: Bool
    ) -> LocalTransport {
        LocalTransport(
            credentials: ICECredentials(ufrag: credentials.ufrag, password: credentials.password),
            candidates: [],
            fingerprints: [Fingerprint(.sha256, identity.certificate.fingerprint(.sha256).bytes)],
            isLite: isLite)
    }

    // MARK: Going on

    /// Lets time pass.
    func run(for duration: Duration) { time.run(for: duration) }

    /// Lets time pass until something is so; whether it came to be.
    func run(atMost duration: Duration, until isDone: () -> Bool) -> Bool {
        time.run(atMost: duration, until: isDone)
    }

    /// The same for what may fail.
    func run(atMost duration: Duration, until isDone: () throws -> Bool) throws -> Bool {
        var failure: (any Error)?
        let isSo = run(atMost: duration) {
            do { return try isDone() } catch { failure = error; return true }
        }
        if let failure { throw failure }
        return isSo
    }

    /// Restarts ICE of a client, as its PATCH does.
    func restart(_ host: PeerHost) {
        let ours = Credentials(using: &generator), theirs = Credentials(using: &generator)
        host.server.exchange.restart(host.key, with: theirs, remoteUfrag: ours.ufrag, at: time.now)
        host.restart(with: ours, to: theirs, at: host.server.place, at: time.now)
    }

    /// Hands what a client wants to send over to the exchange at once, as one call to the kernel may bring it.
    func handOver(_ host: PeerHost) {
        while let datagram = host.pollDatagram() {
            let path = Path(local: datagram.destination, remote: datagram.source)
            host.server.exchange.handle(datagram.bytes.bytes, on: path, at: time.now)
        }
    }

    /// A client leaves the network without a word.
    func lose(_ host: PeerHost) { time.remove(at: host.place) }
}

extension Place {
    /// Where client number `number` is.
    static func guest(_ number: Int) -> SocketAddress {
        SocketAddress(IPAddress(v4: 0xC0A8_0200 + UInt32(truncatingIfNeeded: number)), port: 50_000)
    }
}
