internal import Bytes
internal import Crypto
public import DTLS
public import ICE
public import RTP
public import SDP
public import SRTP
public import Timing

/// One WebRTC connection: ICE, DTLS, SRTP, and the media streams that go over them, in both directions.
///
///     waiting ──right check──► securing ──keys──► connected ──► ended
///        └────────────────────────┴───────────────────┴──────────▲
///
/// It is handed datagrams and the time, and leaves what it wants to send in an outbox that it shares with others.
/// Media is not copied about: a packet that arrives is opened into a slot of the owner's, and one that leaves is
/// sealed from where it is into the outbox.
///
/// Invariant: one mutation, then `pollEvent()` until `nil`, then the next mutation.
public final class Peer {
    /// What a peer is made of.
    public struct Setup {
        /// Finds the way: a lite agent for a server.
        public var agent: any Agent
        /// What was agreed on.
        public var session: NegotiatedSession
        /// Our certificate.
        public var identity: DTLSIdentity
        /// What packets are sealed with.
        public var engine: SRTPEngine
        /// Our wall clock, the same for all peers.
        public var clock: ReportClock
        /// How often we tell when the packets of the transport came.
        public var feedbackInterval: Duration
        /// Whether the keys that are agreed on are kept for others to see: for a tester that opens packets twice.
        public var keepsKeys: Bool

        /// All of it.
        public init(
            agent: any Agent, session: NegotiatedSession, identity: DTLSIdentity, engine: SRTPEngine,
            clock: ReportClock, feedbackInterval: Duration = .milliseconds(50), keepsKeys: Bool = false
        ) {
            self.agent = agent
            self.session = session
            self.identity = identity
            self.engine = engine
            self.clock = clock
            self.feedbackInterval = feedbackInterval
            self.keepsKeys = keepsKeys
        }
    }

    /// What both sides agreed on by DTLS, as it came out of it (RFC 5764 §4.2).
    public struct Keys: Sendable {
        /// Which transform.
        public let profile: SRTPProfile
        /// The exporter's octets.
        public let material: [UInt8]
    }

    /// What was agreed on.
    public internal(set) var session: NegotiatedSession
    /// What packets are sealed with.
    let engine: SRTPEngine
    /// Where datagrams go.
    let outbox: Outbox
    /// Finds the way and proves it.
    var agent: any Agent
    /// When it wants to be called. Kept here: asking it means copying it, and it is asked for after every batch.
    var agentDeadline: Instant?
    /// Agrees on keys.
    let dtls: DTLSSession
    /// Where datagrams go; `nil` until a check was right.
    public internal(set) var path: Path? {
        didSet { outbox.table.viewers[outbound.viewer].path = steps.end == nil ? path : nil }
    }
    /// The path of the last STUN datagram if that was a right check: datagrams on it are this peer's.
    public internal(set) var provenPath: Path?
    /// Seals reports; `nil` until there are keys.
    var sealer: SRTPSender?
    /// Opens; `nil` until there are keys.
    var opener: SRTPReceiver?
    /// The media that comes in.
    var inbound: Inbound
    /// The media that goes out.
    var outbound: Outbound
    /// What the other side wants again.
    var repairs = RepairRequests()
    /// How many more requests of the datagram that is being read are taken.
    var requestsLeft = 0
    /// When reports leave.
    var schedule: ReportSchedule
    /// Measures round trips where we send no media; `nil` where we do.
    var probe: RoundTripProbe?
    /// The keys, once they were agreed on, if they are kept.
    public internal(set) var keys: Keys?
    /// Whether they are.
    let keepsKeys: Bool
    /// How far it is, but for what the outbox's table knows.
    var steps: PeerProgress
    /// What came, and was not taken.
    var tally = PeerTraffic()
    /// What `pollEvent` has yet to say.
    private var events: [PeerEvent] = []

    /// A peer that waits for the other side, or goes to meet it. `random` gives the first numbers of what we send.
    public init(
        _ setup: Setup, outbox: Outbox, at now: Instant, using random: inout some RandomNumberGenerator
    ) throws(DTLSError) {
        session = setup.session
        engine = setup.engine
        agent = setup.agent
        agentDeadline = setup.agent.nextDeadline
        keepsKeys = setup.keepsKeys
        self.outbox = outbox
        dtls = try DTLSSession(
            setup.identity, role: setup.session.role == .active ? .client : .server,
            expecting: setup.session.remote.fingerprints.compactMap { fingerprint in
                Certificate.Fingerprint.Algorithm(rawValue: fingerprint.name)
                    .map { Certificate.Fingerprint($0, fingerprint.bytes) }
            })
        inbound = Inbound(setup.session, feedbackInterval: setup.feedbackInterval)
        outbound = Outbound(setup.session, clock: setup.clock, in: outbox, using: &random)
        schedule = ReportSchedule(at: now, using: &random)
        // Who sends nothing has no sender reports to measure round trips by.
        if outbound.streams.isEmpty { probe = RoundTripProbe(ssrc: outbound.reporter, clock: setup.clock) }
        steps = PeerProgress(began: now)
    }

    deinit {
        outbound.leave(outbox)
    }

    // MARK: Getters

    /// What came and went.
    public var traffic: PeerTraffic {
        var traffic = tally
        for stream in outbound.streams {
            let row = outbox.table.tracks[stream.track.row]
            traffic.packetsSent &+= row.stream.packetCount
            traffic.bytesSent &+= row.byteCount
        }
        return traffic
    }

    /// How far it is.
    public var progress: PeerProgress {
        var progress = steps
        // Video begins with a keyframe, so the first frame that left is one.
        let left = outbound.streams.lazy.filter { self.session.media[$0.section].kind == .video }
            .compactMap { self.outbox.table.tracks[$0.track.row].firstFrame }
        progress.firstKeyframe = steps.firstKeyframe ?? left.min()
        return progress
    }

    /// Our ICE fragments, by which checks find this peer.
    public var ufrags: [String] { agent.ufrags }

    /// Whether media may flow.
    public var isConnected: Bool { steps.connected != nil && steps.end == nil }

    /// What header extensions are called in what the other side sends.
    public var remoteExtensions: ExtensionMap { inbound.extensions }

    /// When the media of a packet was captured, on our axis; `nil` until its sender told.
    public func captureInstant(section: Int, layer: Int, of timestamp: RTPTimestamp) -> Instant? {
        inbound.index(section: section, layer: layer)
            .flatMap { inbound.streams[$0].receive.captureTime(of: timestamp) }
            .flatMap { inbound.clock.instant(of: $0) }
    }

    /// Whether nothing right has come for so long.
    public func isSilent(for silence: Duration, at now: Instant) -> Bool {
        steps.lastHeard.duration(to: now) > silence
    }

    /// What packets are sealed with, once that was agreed on.
    public var profile: SRTPProfile? { sealer?.profile }

    /// How far DTLS is.
    public var handshakeStage: DTLSStage { dtls.stage }

    /// How often a flight of ours was sent again.
    public var handshakeRetransmissions: Int { dtls.retransmissions }

    /// What became of connectivity checks.
    public var checks: CheckCounters { agent.counters }

    /// The last check that was not answered with success.
    public var lastCheckFailure: CheckFailure? { agent.lastFailure }

    /// The round trip to the other side, where it was measured.
    public var roundTrip: Duration? { outbound.roundTrip(in: outbox) ?? probe?.time.smoothed }

    /// How many of the other side's packets the network lost, whether or not they were sent again.
    public var packetsLost: UInt64 {
        inbound.streams.reduce(0) { $0 + UInt64(clamping: $1.receive.lost) }
    }

    /// How many of them came again and were needed.
    public var packetsRecovered: UInt64 { inbound.streams.reduce(0) { $0 + $1.receive.recovered } }

    /// How many of our packets were sent again.
    public var packetsResent: UInt64 {
        outbound.streams.reduce(outbound.departed.repeated) {
            $0 + outbox.table.tracks[$1.track.row].stream.repairCount
        }
    }

    /// When `handleTimeout(at:)` wants to be called; `nil` when it never does.
    public var nextDeadline: Instant? {
        guard steps.end == nil else { return nil }
        let transport = earliest(agentDeadline, dtls.nextDeadline)
        guard sealer != nil, path != nil else { return transport }
        let reports = earliest(inbound.nextDeadline, schedule.nextDeadline)
        return earliest(earliest(transport, reports), outbound.bandwidth.nextDeadline)
    }

    // MARK: What arrives

    /// Takes a datagram that came by `path`. What is media is opened into `slot`, which must be as large, and told.
    public func handle(
        _ datagram: RawSpan, as kind: PacketClass, on path: Path, into slot: inout MutableRawSpan,
        at now: Instant
    ) -> ReceivedPacket? {
        guard steps.end == nil else { return nil }
        switch kind {
        case .stun: handleSTUN(datagram, on: path, at: now)
        case .dtls: handleDTLS(datagram, at: now)
        case .rtp: return handleRTP(datagram, into: &slot, at: now)
        case .rtcp: handleRTCP(datagram, into: &slot, at: now)
        }
        return nil
    }

    /// Time has passed.
    public func handleTimeout(at now: Instant) {
        guard steps.end == nil else { return }
        if agentDeadline.map({ $0 <= now }) == true {
            agent.handleTimeout(at: now)
            drainAgent(at: now)
        }
        if dtls.nextDeadline.map({ $0 <= now }) == true {
            dtls.handleTimeout(at: now)
            drainDTLS(at: now)
        }
        watchPath(at: now)
        let reports = earliest(inbound.nextDeadline, schedule.nextDeadline)
        if reports.map({ $0 <= now }) == true { sendFeedback(at: now) }
    }

    // MARK: Commands

    /// Restarts ICE. What was found stays in use until a check with the new credentials is right.
    public func restart(with credentials: Credentials, remoteUfrag: String?) {
        agent.restart(with: credentials, remoteUfrag: remoteUfrag)
        agentDeadline = agent.nextDeadline
    }

    /// The transport under a path has ended.
    public func drop(_ path: Path, at now: Instant) {
        agent.drop(path, at: now)
        agentDeadline = agent.nextDeadline
        if path == self.path { self.path = nil }
    }

    /// Says goodbye.
    public func close(at now: Instant) {
        guard steps.end == nil else { return }
        dtls.close(at: now)
        drainDTLS(at: now)
        end(.closed, at: now)
    }

    // MARK: Outputs

    /// What happened, in order; drain it to `nil` after each mutation.
    public func pollEvent() -> PeerEvent? {
        guard !events.isEmpty else { return nil }
        let first = events.removeFirst()
        // An idle peer keeps no memory for events.
        if events.isEmpty { events = [] }
        return first
    }

    /// Takes note of something to tell, once: a datagram may ask for a keyframe a hundred times.
    func emit(_ event: PeerEvent) {
        if !events.contains(event) { events.append(event) }
    }

    /// It is over.
    func end(_ reason: PeerEnd, at now: Instant) {
        guard steps.end == nil else { return }
        steps.end = reason
        // Nothing leaves any more.
        outbox.table.viewers[outbound.viewer].path = nil
        emit(.ended(reason))
    }
}

/// The earlier of two deadlines that may not exist.
func earliest(_ one: Instant?, _ other: Instant?) -> Instant? {
    guard let one, let other else { return one ?? other }
    return min(one, other)
}
