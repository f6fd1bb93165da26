import HTTP
import Platform
import Timing

/// One client's conversation with us: it outlives the socket, so that a client whose socket was cut goes on with it.
///
///     attached ──socket lost──► detached ──resumed──► attached
///         └──left, kicked, too slow──► over ◄──30 s──┘
///
/// It holds what belongs to the client alone; `Switchboard` owns it and does what concerns others.
final class Conversation {
    /// One of the client's media sessions.
    struct Media {
        /// Where the plane has it.
        let location: SessionLocation
        /// What names its present ICE credentials.
        var tag: String
        /// What the client was told of its videos; `nil` unless it wants to be.
        var videos: [VideoReport]?
        /// Which stream each section brings, by the section's name, where these are named one by one; `nil` where all bring
        /// the one that the session is for.
        var feeds: [String: StreamName]?
        /// Whether the plane looks at an offer of the client's.
        var isOffered = false
        /// How often it was asked to end tracks and has not said so yet.
        var endings = 0
        /// How many tracks it may have.
        var trackCount: Int { feeds?.count ?? 2 }
    }

    /// Its number.
    let number: UInt64
    /// Its name, by which the client goes on with it. It is a secret.
    let name: SessionID
    /// The socket, while there is one.
    var socket: SocketKey?
    /// The request that became the socket, with the client's token as a browser could not send it: who asks.
    var request: Request
    /// Whether the client presented a token.
    var hasToken: Bool
    /// What the client can.
    var capabilities = Capability.assumed
    /// What the client was invited to.
    var invite: Invite?
    /// When the client came.
    let began: Instant
    /// What the client is told.
    var log = EventLog()
    /// Answers that are due.
    var answers = AnswerQueue()
    /// The number of the last request that was taken.
    var lastRequest = 0
    /// The media sessions, by the names that the client knows.
    private(set) var media: [String: Media] = [:]
    /// How many media sessions are being opened.
    var opening = 0
    /// The number of the next media session.
    private var nextMedia = 1
    /// The stage, and who the client is there.
    var place: (stage: StreamName, participant: ParticipantID)?
    /// When it is over unless the client comes back, or acknowledges.
    var deadline: Instant?
    /// How many messages the client may send; `nil` for as many as it likes.
    var messages: Allowance?
    /// How many messages to others; `nil` for as many as it likes.
    var data: Allowance?

    /// The most media sessions of one client: its own, a screen, and nine tiles with room to change them.
    static let mediaLimit = 24

    init(_ number: UInt64, name: SessionID, for request: Request, at now: Instant) {
        self.number = number
        self.name = name
        self.request = request
        hasToken = false
        began = now
    }

    /// Whether another media session may be opened.
    var hasRoomForMedia: Bool { media.count + opening < Self.mediaLimit }

    /// Whether a session may have so many tracks: a new one, or one that goes on.
    func hasRoom(forTracks count: Int, in name: String? = nil) -> Bool {
        media.reduce(count) { $0 + ($1.key == name ? 0 : $1.value.trackCount) } <= 2 * Self.mediaLimit
    }

    /// Adds a media session, and returns its name.
    func add(
        _ answer: SessionAnswer, at location: SessionLocation, feeds: [String: StreamName]? = nil
    ) -> String {
        let name = "m\(nextMedia)"
        nextMedia += 1
        media[name] = Media(location: location, tag: answer.tag, feeds: feeds)
        return name
    }

    /// Changes what is known of a media session.
    func change(_ name: String, _ change: (inout Media) -> Void) {
        guard var changed = media[name] else { return }
        change(&changed)
        media[name] = changed
    }

    /// The sections of a media session bring these streams from now on. Returns which are others than before, and which
    /// bring nothing any more.
    func setFeeds(
        _ feeds: [String: StreamName], of name: String
    ) -> (added: [String: StreamName], removed: [String]) {
        let before = media[name]?.feeds ?? [:]
        media[name]?.feeds = feeds
        return (feeds.filter { before[$0.key] != $0.value }, before.keys.filter { feeds[$0] == nil }.sorted())
    }

    /// Takes a media session off.
    func removeMedia(_ name: String) -> Media? { media.removeValue(forKey: name) }

    /// Takes all media sessions off, and returns their names.
    func removeAllMedia() -> [String] {
        defer { media = [:] }
        return media.keys.sorted()
    }

    /// The client is told of the videos of a media session; `false` when it knows that, or there is no such session.
    func tell(_ videos: [VideoReport], of name: String) -> Bool {
        guard let known = media[name] else { return false }
        if let told = known.videos, told.elementsEqual(videos, by: { $0.looksLike($1) }) { return false }
        media[name]?.videos = videos
        return true
    }

    /// ICE of a media session began anew.
    func setTag(_ tag: String, of name: String) { media[name]?.tag = tag }
}
