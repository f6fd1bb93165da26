import HTTP
import Platform

/// What the server says (PROTOCOL.md): answers, and events.
enum ServerMessage: Sendable {
    // Answers.
    case welcome(Welcome)
    case joined(Joined)
    case answer(media: String, stream: StreamName, sdp: String, iceServers: [ICEServer])
    case restarted(media: String, fragment: String)
    case invited(token: String, role: StageRole, seconds: Int)
    case stats(media: String, SessionReport)
    case pong
    case done
    case error(Refusal)
    // Events.
    case participant(Participant)
    case participantLeft(ParticipantID)
    case role(StageRole)
    case activeSpeakers([ParticipantID])
    case viewers(Int)
    case selected([ParticipantID])
    case layers(media: String, [VideoReport])
    case mediaEnded(media: String, MediaEnd)
    /// A section brings a stream from now on.
    case trackAdded(media: String, mid: String, StreamName)
    /// Nothing flows in a section any more.
    case trackRemoved(media: String, mid: String, TrackEnd)
    /// An offer of ours, which the client answers.
    case offer(media: String, sdp: String)
    case data(JSONValue, from: ParticipantID)
    case kicked
    case moved(to: String?)

    /// The answer to `hello`.
    struct Welcome: Sendable {
        /// The secret name of the session.
        var session: SessionID
        /// Whether it is the one that the client wanted to go on with.
        var isResumed: Bool
        /// The number of the last request of it that was taken.
        var lastRequest: Int
    }

    /// Why a media session is no more, though its client has not ended it.
    enum MediaEnd: String, Sendable {
        /// The media node began anew.
        case restarted
        /// The client does not receive that participant any more.
        case unselected
    }

    /// Why nothing flows in a section any more.
    enum TrackEnd: String, Sendable {
        /// The client wanted it so.
        case unsubscribed
        /// The client does not receive that participant any more.
        case unselected
    }

    /// The answer to `join`.
    struct Joined: Sendable {
        /// Which stage.
        var stream: StreamName
        /// Who the client is there.
        var participant: ParticipantID
        /// As what.
        var role: StageRole
        /// Those on the stage, the client among them when it is.
        var participants: [Participant]
        /// Those who speak, the loudest first.
        var speakers: [ParticipantID]
        /// How many watch.
        var viewers: Int
        /// Whom the client receives.
        var selected: [ParticipantID]
    }

    /// Every type there is, as the schema must list them.
    static let types = [
        "welcome", "joined", "answer", "ice-restarted", "invited", "stats", "pong", "done", "error",
        "participant", "participant-left", "role", "active-speakers", "viewers", "selected", "layers",
        "media-ended", "track-added", "track-removed", "offer", "data", "kicked", "moved",
    ]

    /// What the message is called.
    var type: String {
        switch self {
        case .welcome: "welcome"
        case .joined: "joined"
        case .answer: "answer"
        case .restarted: "ice-restarted"
        case .invited: "invited"
        case .stats: "stats"
        case .pong: "pong"
        case .done: "done"
        case .error: "error"
        case .participant: "participant"
        case .participantLeft: "participant-left"
        case .role: "role"
        case .activeSpeakers: "active-speakers"
        case .viewers: "viewers"
        case .selected: "selected"
        case .layers: "layers"
        case .mediaEnded: "media-ended"
        case .trackAdded: "track-added"
        case .trackRemoved: "track-removed"
        case .offer: "offer"
        case .data: "data"
        case .kicked: "kicked"
        case .moved: "moved"
        }
    }

    /// What it is the latest word on; a later word on the same makes it worthless.
    var topic: Topic? {
        switch self {
        case .participant(let participant): .participant(participant.id)
        case .participantLeft(let id): .participant(id)
        case .role: .role
        case .activeSpeakers: .speakers
        case .viewers: .viewers
        case .selected: .selection
        case .layers(let media, _): .layers(media: media)
        default: nil
        }
    }

    /// A piece of state that messages are the latest word on.
    enum Topic: Hashable, Sendable {
        case participant(ParticipantID)
        case role
        case speakers
        case viewers
        case selection
        case layers(media: String)
    }
}
