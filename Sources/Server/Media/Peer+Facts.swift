internal import Bytes
internal import DTLS
import ICE
import SDP
import SFU
import Signaling
import Timing
import WebRTC

extension Peer {
    /// What is known of the connection, the most telling first.
    func facts(at now: Instant) -> [SessionFact] {
        var facts: [SessionFact] = [SessionFact("connected", .flag(progress.connected != nil))]
        if let path { facts.append(SessionFact("path", "\(path)")) }
        if let profile { facts.append(SessionFact("srtp_profile", "\(profile)")) }
        facts += [
            SessionFact("dtls", "\(handshakeStage)"),
            SessionFact("dtls_retransmissions", .number(handshakeRetransmissions)),
            SessionFact("ice_checks_answered", .number(Int(checks.answered))),
            SessionFact("ice_checks_wrong_password", .number(Int(checks.wrongPassword))),
            SessionFact("ice_checks_wrong_username", .number(Int(checks.wrongUsername))),
            SessionFact("ice_checks_malformed", .number(Int(checks.malformed))),
            SessionFact("path_changes", .number(progress.pathChanges)),
        ]
        if let lastCheckFailure {
            facts.append(
                SessionFact("last_failed_check", "\(lastCheckFailure.reason) \(lastCheckFailure.path)"))
        }
        facts += timeFacts + trafficFacts
        if let roundTrip {
            facts.append(SessionFact("round_trip_ms", .number(Int(roundTrip.seconds * 1000))))
        }
        for media in session.media {
            facts.append(
                SessionFact("codecs_\(media.kind.rawValue)", .list(media.formats.map(\.format.description))))
        }
        return facts
    }

    /// How long each step took.
    private var timeFacts: [SessionFact] {
        [
            ("first_check_ms", progress.proven), ("connected_ms", progress.connected),
            ("first_packet_ms", progress.firstPacket), ("first_keyframe_ms", progress.firstKeyframe),
        ]
        .compactMap { name, instant in
            instant.map {
                SessionFact(name, .number(Int(progress.began.duration(to: $0).seconds * 1000)))
            }
        }
    }

    /// What came and went.
    private var trafficFacts: [SessionFact] {
        let counts: [(String, UInt64)] = [
            ("packets_received", traffic.packetsReceived), ("bytes_received", traffic.bytesReceived),
            ("packets_lost", packetsLost), ("packets_recovered", packetsRecovered),
            ("packets_sent", traffic.packetsSent), ("bytes_sent", traffic.bytesSent),
            ("packets_asked_for", traffic.packetsAskedFor), ("packets_resent", packetsResent),
            ("keyframes_wanted", traffic.keyframesWanted), ("unauthentic", traffic.unauthentic),
            ("replayed", traffic.replayed), ("early", traffic.early), ("senseless", traffic.senseless),
        ]
        return counts.map { SessionFact($0.0, .number(Int(clamping: $0.1))) }
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
