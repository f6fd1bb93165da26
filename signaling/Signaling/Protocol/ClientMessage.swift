import HTTP
import Platform

/// What a client asks for (PROTOCOL.md). Each is answered once, but for `ack`.
enum ClientMessage: Hashable, Sendable {
    case hello(Hello)
    case join(Join)
    case leave
    case publish(Publish)
    case subscribe(Subscribe)
    case unpublish(media: String)
    /// What is received in these sections ends, or with `nil` all of it.
    case unsubscribe(media: String, mids: [String]?)
    /// The answer to an offer of ours.
    case answer(media: String, sdp: String)
    case candidate(media: String, fragment: String)
    case restart(media: String, fragment: String)
    case mute(MediaKindName, Bool, of: ParticipantID?)
    case share(VideoSource)
    case hand(isRaised: Bool)
    case data(JSONValue, to: ParticipantID?)
    case raise(ParticipantID, to: StageRole)
    case kick(ParticipantID)
    case invite(StageRole, seconds: Int)
    /// Whom to receive; `nil` for those who speak.
    case select(Set<ParticipantID>?)
    /// What is wanted of the video in a section, by its `mid`, or of all.
    case layer(LayerChoice, video: String?, media: String)
    case stats(media: String)
    case ping
    case ack(through: Int)

    /// The first message of a socket.
    struct Hello: Hashable, Sendable {
        /// The version of the protocol that the client speaks.
        var version: Int
        /// An invite or a publish key.
        var token: String?
        /// What the client calls itself.
        var client: String?
        /// What the client can.
        var capabilities = Capability.assumed
        /// The session to go on with.
        var resume: Resume?
    }

    /// A session to go on with.
    struct Resume: Hashable, Sendable {
        /// Its name.
        var session: SessionID
        /// The number of the last message that the client has seen.
        var seen: Int
    }

    /// A wish to come onto a stage, or before it.
    struct Join: Hashable, Sendable {
        /// Which stage.
        var stream: StreamName
        /// As what; `nil` for as much as may be.
        var role: StageRole?
        /// What the others shall call them.
        var name: String?
    }

    /// An offer to send media.
    struct Publish: Hashable, Sendable {
        /// The offer.
        var sdp: String
        /// As which stream; `nil` for one's own on the stage.
        var stream: StreamName?
        /// Whether who publishes it shall be replaced.
        var takesOver: Bool
    }

    /// An offer to receive media.
    struct Subscribe: Hashable, Sendable {
        /// The offer.
        var sdp: String
        /// Whose.
        var wish: Wish

        /// What is wanted in the sections of an offer.
        enum Wish: Hashable, Sendable {
            /// The same source's in all.
            case all(Source)
            /// Each section's is named, in a new session or, as `media`, in one that goes on.
            case tracks([Track], media: String?)
        }

        /// What is wanted in one section.
        struct Track: Hashable, Sendable {
            /// The section's name.
            var mid: String
            /// Whose media.
            var source: Source
        }

        /// Whose media it is.
        enum Source: Hashable, Sendable {
            case stream(StreamName)
            case participant(ParticipantID)
        }
    }
}
