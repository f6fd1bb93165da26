import HTTP
import Platform
import Timing

/// Which layers clients get, and what they want.
///
/// Who has said what it wants of a media session is told from then on what it gets. The plane is asked for all of them
/// together, once a second: layers change some times a minute at most. A publisher that is told which of its layers are wanted
/// is looked at more often: somebody waits for what it has to begin again.
extension Switchboard {
    /// How often is looked.
    private static let layersInterval = Duration.seconds(1), demandInterval = Duration.milliseconds(250)

    /// A client says what it wants of its videos, or that it wants to know what others want of its own.
    func choose(
        _ choice: LayerChoice, ofVideo mid: String?, in name: String, _ number: Int,
        _ conversation: Conversation
    ) -> Outcome {
        guard let media = conversation.media[name] else { return .refused(Self.unknownMedia) }
        errands[ask(.choose(choice, ofVideo: mid, for: media.location))] = Errand(
            conversation: conversation.number, request: number, purpose: .choose(media: name))
        return .awaited
    }

    /// The plane has taken what a client wants, or not.
    func chosen(
        _ result: Result<[VideoReport], MediaRefusal>, _ name: String, _ conversation: Conversation,
        at now: Instant
    ) -> ServerMessage {
        switch result {
        case .failure(let refusal):
            return .error(Refusal(refusal.problem, field: refusal == .unknownSession ? "media" : "mid"))
        case .success:
            guard let media = conversation.media[name] else { return .error(Self.unknownMedia) }
            let isFirst = followers.isEmpty
            followers[media.location.id] = (conversation.number, name)
            if isFirst { setAlarm(.layers, at: now.advanced(by: layersInterval)) }
            return .done
        }
    }

    /// Asks what everybody gets who wants to know it.
    func lookAtLayers(at now: Instant) {
        followers = followers.filter { conversations[$0.value.conversation]?.media[$0.value.media] != nil }
        guard !followers.isEmpty else { return }
        setAlarm(.layers, at: now.advanced(by: layersInterval))
        guard following == nil else { return }
        let locations = followers.values.compactMap {
            conversations[$0.conversation]?.media[$0.media]?.location
        }
        following = ask(.videos(locations))
    }

    private var layersInterval: Duration {
        let publishes = followers.values.contains {
            conversations[$0.conversation]?.media[$0.media]?.location.role == .publisher
        }
        return publishes ? Self.demandInterval : Self.layersInterval
    }

    /// Tells everybody for whom something is different.
    func tellLayers(_ videos: [SessionID: [VideoReport]], at now: Instant) {
        following = nil
        for (session, reports) in videos {
            guard let follower = followers[session], let conversation = conversations[follower.conversation]
            else { continue }
            tellLayers(reports, of: follower.media, to: conversation)
            settle(conversation, at: now)
        }
    }

    /// Tells a client what it gets, unless it knows.
    func tellLayers(_ videos: [VideoReport], of media: String, to conversation: Conversation) {
        guard conversation.tell(videos, of: media) else { return }
        tell(conversation, .layers(media: media, videos))
    }
}
