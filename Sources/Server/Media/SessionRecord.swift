import Bytes
import ICE
import Platform
import SDP
import SFU
import Signaling
import Timing
import WebRTC

/// What a shard knows of a session beside its peer: who asked for what, and when.
struct SessionRecord {
    /// Its place among the sessions.
    let location: SessionLocation
    /// Its key in the exchange.
    let key: SessionKey
    /// When its client asked for it.
    let asked: Instant
    /// When its offer was answered.
    let began: WallClock
    /// Where its request came from.
    let client: IPAddress?
    /// What its client calls itself.
    let userAgent: String?
    /// The other side's ICE credentials; others ask for a restart.
    var remoteCredentials: ICECredentials
    /// What names our present ones.
    var tag: String
    /// What was agreed on with a viewer of several streams, to go on with.
    var negotiation: SessionNegotiation?

    init(_ new: NewSession, key: SessionKey, began: WallClock) {
        location = SessionLocation(role: new.request.role, stream: new.request.stream, id: new.id)
        self.key = key
        asked = new.asked
        self.began = began
        client = new.request.client
        userAgent = new.request.userAgent
        remoteCredentials = new.agreed.remote.credentials
        tag = new.credentials.ufrag
        negotiation = new.negotiation
    }

    /// What every log line of the session says.
    var logFields: LogFields {
        [
            "stream": .text(location.stream.text), "session": .text(location.id.label),
            "role": .text(location.role.rawValue),
        ]
    }

    /// What is known of the session now.
    func report(_ session: Session, addresses: [String], hasPublisher: Bool, at now: Instant) -> SessionReport
    {
        let symptoms = Symptoms(session, advertised: addresses, hasPublisher: hasPublisher, at: now)
        return SessionReport(
            location, state: .init(session.peer, at: now), began: began, client: client,
            userAgent: userAgent, diagnosis: symptoms.diagnosis,
            facts: session.peer.facts(since: asked, at: now) + session.layerFacts,
            tracks: session.tracks(at: now))
    }
}

extension SessionReport {
    /// Takes note of the end.
    mutating func finish(_ reason: SessionEnd, at time: WallClock) {
        finish(reason.description, isOrderly: reason.isOrderly, at: time)
        // A viewer that left in order has nothing that needs a diagnosis.
        if reason.isOrderly, diagnosis != nil, facts.contains(ReportFact("connected", true)) {
            diagnosis = nil
        }
    }
}

extension SessionReport {
    /// Takes note of an end.
    mutating func finish(_ reason: String, isOrderly: Bool, at time: WallClock) {
        ended = time
        state = isOrderly ? .ended : .failed
        facts.insert(ReportFact("end", .text(reason)), at: 0)
    }
}

extension SessionReport.State {
    /// How far a peer is. One that was connected and has said nothing for some time is interrupted: browsers send
    /// something every few seconds at least.
    init(_ peer: Peer, at now: Instant) {
        if peer.progress.end != nil {
            self = .ended
        } else if peer.isConnected {
            self = peer.isSilent(for: .seconds(6), at: now) ? .interrupted : .connected
        } else {
            self = peer.progress.proven == nil ? .connecting : .securing
        }
    }
}

extension SessionEnd {
    /// Why, in a few words.
    var description: String {
        switch self {
        case .peer(.closed): "closed by request"
        case .peer(.closedByPeer): "the client said goodbye"
        case .peer(.neverConnected): "no connectivity check ever succeeded"
        case .peer(.consentExpired): "no connectivity check for 30 s"
        case .peer(.handshakeFailed(let reason)): reason
        case .replaced: "another publisher took over"
        case .publisherLeft: "the publisher left"
        }
    }
}
