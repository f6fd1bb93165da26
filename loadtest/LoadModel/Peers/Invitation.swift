internal import Bytes
internal import DTLS
internal import ICE
internal import SDP
internal import Timing
internal import WebRTC

/// An offer of one peer, until it is answered.
struct Invitation {
    /// What was offered.
    private let offer: Offer
    /// What the server proves itself to us with.
    private let credentials: Credentials

    /// The offer as it is sent.
    var text: String { offer.description.description }

    /// An offer to play, of everything we can tell frames of, or to publish what `codecs` says.
    init(
        _ purpose: SessionPurpose, codecs: (audio: [CodecCapability], video: [CodecCapability])?,
        home: SocketAddress?, with kit: PeerKit, using random: inout some RandomNumberGenerator
    ) {
        credentials = Credentials(using: &random)
        let candidates = home.map { home in
            [
                Candidate(
                    foundation: "1", priority: CandidatePriority.priority(of: .host), address: "\(home.ip)",
                    port: home.port)
            ]
        }
        let transport = LocalTransport(
            credentials: ICECredentials(ufrag: credentials.ufrag, password: credentials.password),
            candidates: candidates ?? [], fingerprints: [kit.fingerprint], isLite: false)
        var offerer = Offerer(purpose, transport: transport)
        if let codecs {
            (offerer.audio, offerer.video) = codecs
        } else {
            offerer.video.append(.h265(profile: 1))
        }
        offer = offerer.offer(using: &random)
    }

    /// What was agreed on, by the server's answer.
    func session(answered text: String) throws -> NegotiatedSession {
        try offer.accept(SessionDescription(parsing: text))
    }

    /// The peer that goes to meet the server. `home` is where its datagrams leave from.
    func peer(
        of session: NegotiatedSession, at home: SocketAddress, keepsKeys: Bool, with kit: PeerKit,
        outbox: Outbox,
        at now: Instant, using random: inout some RandomNumberGenerator
    ) throws(DTLSError) -> Peer {
        let remote = session.remote
        var agent = FullAgent(.controlling, credentials, using: &random)
        agent.addLocal(home)
        for candidate in remote.candidates where candidate.transport == .udp && candidate.component == 1 {
            // Names need a resolver, and servers have addresses.
            guard let ip = candidate.ip else { continue }
            agent.addRemote(SocketAddress(ip, port: candidate.port), priority: candidate.priority)
        }
        agent.connect(
            to: Credentials(ufrag: remote.credentials.ufrag, password: remote.credentials.password),
            isLite: remote.isLite, at: now)
        return try Peer(
            Peer.Setup(
                agent: agent, session: session, identity: kit.identity, engine: kit.engine, clock: kit.clock,
                feedbackInterval: kit.feedbackInterval, keepsKeys: keepsKeys),
            outbox: outbox, at: now, using: &random)
    }
}
