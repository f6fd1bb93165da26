internal import Bytes
internal import DTLS
import ICE
import SDP
import SFU
import Signaling
import Timing
import WebRTC

extension Peer {
    /// What is known of the connection, the most telling first; times are counted from when its client asked for it.
    func facts(since asked: Instant, at now: Instant) -> [ReportFact] {
        var facts: [ReportFact] = [ReportFact("connected", .flag(progress.connected != nil))]
        if let path { facts.append(ReportFact("path", "\(path)")) }
        if let profile { facts.append(ReportFact("srtp_profile", "\(profile)")) }
        facts += [
            ReportFact("dtls", "\(handshakeStage)"),
            ReportFact("dtls_retransmissions", .number(handshakeRetransmissions)),
            ReportFact("ice_checks_answered", .number(Int(checks.answered))),
            ReportFact("ice_checks_wrong_password", .number(Int(checks.wrongPassword))),
            ReportFact("ice_checks_wrong_username", .number(Int(checks.wrongUsername))),
            ReportFact("ice_checks_malformed", .number(Int(checks.malformed))),
            ReportFact("path_changes", .number(progress.pathChanges)),
        ]
        if let lastCheckFailure {
            facts.append(
                ReportFact("last_failed_check", "\(lastCheckFailure.reason) \(lastCheckFailure.path)"))
        }
        facts += timeFacts(since: asked) + trafficFacts
        if let roundTrip { facts.append(.roundTrip(roundTrip)) }
        if session.media.contains(where: \.direction.sends) { facts += pathFacts(at: now) }
        for kind in MediaKind.allCases {
            guard let media = session.media.first(where: { $0.kind == kind }) else { continue }
            facts.append(
                ReportFact("codecs_\(kind.rawValue)", .list(media.formats.map(\.format.description))))
        }
        return facts
    }

    /// How long each step took.
    private func timeFacts(since asked: Instant) -> [ReportFact] {
        [("first_check_ms", progress.proven), ("connected_ms", progress.connected)].compactMap {
            name, instant in
            instant.map { ReportFact(name, .fraction(asked.duration(to: $0).milliseconds)) }
        } + progress.firsts(since: asked)
    }

    /// What is believed of the path to who gets media.
    private func pathFacts(at now: Instant) -> [ReportFact] {
        let path = bandwidth(at: now)
        return [
            ReportFact("available_bits_per_second", .number(path.bitsPerSecond)),
            ReportFact("queueing_delay_ms", .fraction(path.queueingDelay.milliseconds)),
        ]
    }

    /// What came and went.
    private var trafficFacts: [ReportFact] {
        let counts: [(String, UInt64)] = [
            ("packets_received", traffic.packetsReceived), ("bytes_received", traffic.bytesReceived),
            ("packets_lost", packetsLost), ("packets_recovered", packetsRecovered),
            ("packets_sent", traffic.packetsSent), ("bytes_sent", traffic.bytesSent),
            ("packets_asked_for", traffic.packetsAskedFor), ("packets_resent", packetsResent),
            ("keyframes_wanted", traffic.keyframesWanted), ("unauthentic", traffic.unauthentic),
            ("replayed", traffic.replayed), ("early", traffic.early), ("senseless", traffic.senseless),
        ]
        return counts.map { ReportFact($0.0, .number(Int(clamping: $0.1))) }
    }
}

extension Symptoms {
    /// The symptoms of a session.
    init(_ session: Session, advertised: [String], hasPublisher: Bool, at now: Instant) {
        let peer = session.peer
        self.init(advertised: advertised, isPublisher: session.purpose == .publish)
        checks = peer.checks
        lastFailedFrom = peer.lastCheckFailure?.path.remote.description
        if peer.handshakeStage != .closed { handshakeStage = peer.handshakeStage.description }
        handshakeRetransmissions = peer.handshakeRetransmissions
        isConnected = peer.progress.connected != nil
        packetsReceived = peer.traffic.packetsReceived
        unauthenticPackets = peer.traffic.unauthentic
        packetsSent = peer.traffic.packetsSent
        self.hasPublisher = hasPublisher
        unfit = session.unfitCodecs
        switch peer.progress.end {
        case .handshakeFailed(let reason): handshakeFailure = reason
        case .consentExpired: consentExpired = true
        case .closed, .closedByPeer, .neverConnected, nil: break
        }
        isYoung = peer.progress.began.duration(to: now) < .seconds(3) && peer.progress.end == nil
    }
}
