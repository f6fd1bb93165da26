import HTTP
import Platform
import Timing

/// One connection for all that a client receives: tracks come by the client's offers and go by ours.
extension Switchboard {
    // MARK: What clients ask for

    /// Whose media a source is.
    func stream(
        of source: ClientMessage.Subscribe.Source, for conversation: Conversation
    ) -> Result<StreamName, Refusal> {
        let stream: StreamName
        switch source {
        case .stream(let wanted):
            stream = stages[wanted].flatMap { stage in stage.primary.flatMap { stage[$0]?.stream } } ?? wanted
        case .participant(let id):
            guard let place = conversation.place else { return .failure(Self.notAtStage) }
            guard let participant = stages[place.stage]?.people[id] else {
                return .failure(Self.unknownParticipant)
            }
            stream = participant.stream
        }
        return mayReceive(stream, conversation) ? .success(stream) : .failure(Self.unselected)
    }

    /// A client offers to receive certain tracks from now on, and no others, in a new connection or in one that it has.
    func subscribe(
        to tracks: [ClientMessage.Subscribe.Track], in media: String?, by offer: String, _ number: Int,
        _ conversation: Conversation
    ) -> Outcome {
        var feeds: [String: StreamName] = [:]
        for track in tracks {
            switch stream(of: track.source, for: conversation) {
            case .failure(let refusal): return .refused(refusal.within("tracks[]"))
            case .success(let stream): feeds[track.mid] = stream
            }
        }
        guard let media else {
            guard let first = tracks.first.flatMap({ feeds[$0.mid] }) else {
                return .refused(Self.unknownMedia)
            }
            let listed = conversation.place?.stage ?? first
            return open(.viewer, listed, feeds: feeds, offer, number, conversation)
        }
        guard let known = conversation.media[media], known.feeds != nil else {
            return .refused(Self.unknownMedia)
        }
        guard !known.isOffered, known.endings == 0 else { return .refused(glare(for: conversation)) }
        guard conversation.hasRoom(forTracks: feeds.count, in: media) else {
            return .refused(Self.tooManyMedia)
        }
        conversation.change(media) { $0.isOffered = true }
        errands[ask(.renegotiate(known.location, .offer(offer, feeds: feeds)))] = Errand(
            conversation: conversation.number, request: number,
            purpose: .renegotiate(media: media, feeds: feeds))
        return .awaited
    }

    /// A client wants to receive no more in certain sections.
    func end(_ mids: [String], in media: String, of conversation: Conversation) -> Outcome {
        guard let known = conversation.media[media], let feeds = known.feeds else {
            return .refused(Self.unknownMedia)
        }
        guard !known.isOffered else { return .refused(glare(for: conversation)) }
        guard mids.allSatisfy({ feeds[$0] != nil }) else { return .refused(Self.unknownTrack) }
        end(Set(mids), in: media, .unsubscribed, of: conversation)
        return .answered(.done)
    }

    /// A client answers an offer of ours.
    func answer(
        _ answer: String, in media: String, _ number: Int, _ conversation: Conversation
    ) -> Outcome {
        guard let known = conversation.media[media], known.feeds != nil else {
            return .refused(Self.unknownMedia)
        }
        errands[ask(.renegotiate(known.location, .answer(answer)))] = Errand(
            conversation: conversation.number, request: number, purpose: .offer(media: media))
        return .awaited
    }

    // MARK: What is not received any more

    /// Ends what a client receives in its shared connections of those whom it does not receive any more. Where the plane
    /// looks at an offer of the client's, that is done when it has answered. Whether anything was told.
    func endUnselectedTracks(of conversation: Conversation) -> Bool {
        var isTold = false
        for (name, media) in conversation.media.sorted(by: { $0.key < $1.key }) where !media.isOffered {
            let mids = (media.feeds ?? [:]).filter { !mayReceive($0.value, conversation) }.map(\.key)
            guard !mids.isEmpty else { continue }
            end(Set(mids), in: name, .unselected, of: conversation)
            isTold = true
        }
        return isTold
    }

    private func end(
        _ mids: Set<String>, in media: String, _ reason: ServerMessage.TrackEnd,
        of conversation: Conversation
    ) {
        guard let known = conversation.media[media], let feeds = known.feeds, !mids.isEmpty else { return }
        _ = conversation.setFeeds(feeds.filter { !mids.contains($0.key) }, of: media)
        conversation.change(media) { $0.endings += 1 }
        for mid in mids.sorted() { tell(conversation, .trackRemoved(media: media, mid: mid, reason)) }
        let step: Renegotiation =
            conversation.capabilities.contains(.offers)
            ? .end(mids: mids.sorted()) : .silence(mids: mids.sorted())
        errands[ask(.renegotiate(known.location, step))] = Errand(
            conversation: conversation.number, request: nil, purpose: .offer(media: media))
    }

    // MARK: What the plane said

    /// The plane looked at a client's offer.
    func renegotiated(
        _ result: Result<String?, MediaRefusal>, in media: String, _ feeds: [String: StreamName],
        _ conversation: Conversation
    ) -> ServerMessage {
        conversation.change(media) { $0.isOffered = false }
        guard let known = conversation.media[media] else { return .error(Self.unknownMedia) }
        switch result {
        case .failure(let refusal):
            let field = refusal == .unknownSession ? "media" : refusal.isAboutStream ? "tracks" : "sdp"
            return .error(Refusal(refusal.problem, field: field))
        case .success(let answer):
            return .answer(
                media: media, stream: known.location.stream, sdp: answer ?? "",
                iceServers: settings.iceServers(known.location.stream))
        }
    }

    /// The plane ended tracks, or heard the answer to its offer: it may offer now.
    func offered(_ answer: PlaneAnswer, in media: String, _ request: Int?, _ conversation: Conversation) {
        if request == nil { conversation.change(media) { $0.endings = max($0.endings - 1, 0) } }
        guard case .renegotiated(let result) = answer, conversation.media[media] != nil else {
            if let request { reply(.error(Self.unknownMedia), to: request, of: conversation) }
            return
        }
        if let request {
            switch result {
            case .success: reply(.done, to: request, of: conversation)
            case .failure(let refusal):
                let field = refusal == .unknownSession ? "media" : "sdp"
                reply(.error(Refusal(refusal.problem, field: field)), to: request, of: conversation)
            }
        }
        if case .success(let offer?) = result { tell(conversation, .offer(media: media, sdp: offer)) }
    }

    /// A client was answered: tells which of its tracks are others now. Whom it receives may be others too by now.
    func noteTracks(
        of reply: ServerMessage, for errand: Errand, _ conversation: Conversation, at now: Instant
    ) {
        guard case .answer(let media, _, _, _) = reply else { return }
        let feeds: [String: StreamName]? =
            switch errand.purpose {
            case .open(_, _, let feeds): feeds
            case .renegotiate(_, let feeds): feeds
            default: nil
            }
        guard let feeds else { return }
        let change = conversation.setFeeds(feeds, of: media)
        for mid in change.removed { tell(conversation, .trackRemoved(media: media, mid: mid, .unsubscribed)) }
        for (mid, stream) in change.added.sorted(by: { $0.key < $1.key }) {
            tell(conversation, .trackAdded(media: media, mid: mid, stream))
        }
        _ = endUnselectedTracks(of: conversation)
    }

    // MARK: Refusals

    private static let unknownTrack = Refusal(
        .notFound, "Nothing flows in that section", detail: "track-added tells in which ones something does.",
        field: "mids")
    /// Both sides change a connection at once. Who answers no offers of ours can but try again.
    private func glare(for conversation: Conversation) -> Refusal {
        conversation.capabilities.contains(.offers)
            ? Refusal(MediaRefusal.glare.problem, field: "sdp")
            : Refusal(
                .conflict, "The connection is just changing", detail: "Offer again in a moment.",
                field: "sdp",
                retryAfter: .zero)
    }
}

extension Refusal {
    /// The same about a field inside another.
    fileprivate func within(_ outer: String) -> Refusal {
        Refusal(self, field: field.map { $0 == "type" ? $0 : "\(outer).\($0)" })
    }
}
