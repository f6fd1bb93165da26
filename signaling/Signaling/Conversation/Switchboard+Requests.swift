import Bytes
import HTTP
import Platform
import Timing

/// What clients ask for.
extension Switchboard {
    /// What becomes of a request.
    enum Outcome {
        /// It was done, or is refused.
        case answered(ServerMessage)
        /// The answer comes when the plane has spoken.
        case awaited

        /// It is not done.
        static func refused(_ refusal: Refusal) -> Outcome { .answered(.error(refusal)) }
    }

    /// Takes a request of a conversation.
    func take(_ request: ClientRequest?, from conversation: Conversation, at now: Instant) {
        guard let request else { return tell(conversation, .error(Self.notText)) }
        if let wait = conversation.messages?.use(at: now) {
            return refuse(request, from: conversation, Self.tooMany(wait))
        }
        if case .success(.ack(let number)) = request.message {
            if !conversation.log.acknowledge(number) { tell(conversation, .error(Self.neverSent)) }
            return
        }
        guard let number = request.number, number > conversation.lastRequest else {
            guard case .failure(let mistake) = request.message else {
                return tell(conversation, .error(Self.oldNumber))
            }
            return tell(conversation, .error(Refusal(mistake)))
        }
        guard !conversation.answers.isFull else {
            emit(.event(.dropped))
            return end(conversation, .tooMuch, at: now)
        }
        conversation.lastRequest = number
        conversation.answers.expect(number)
        let outcome: Outcome =
            switch request.message {
            case .failure(let mistake): .refused(Refusal(mistake))
            case .success(let message): carryOut(message, number, for: conversation, at: now)
            }
        if case .answered(let answer) = outcome { reply(answer, to: number, of: conversation) }
    }

    /// Refuses a request before it is looked at. It counts as taken, so that its number is not used again.
    private func refuse(_ request: ClientRequest, from conversation: Conversation, _ refusal: Refusal) {
        guard let number = request.number, number > conversation.lastRequest, !conversation.answers.isFull
        else { return tell(conversation, .error(refusal)) }
        conversation.lastRequest = number
        conversation.answers.expect(number)
        reply(.error(refusal), to: number, of: conversation)
    }

    /// Does what is asked for.
    private func carryOut(
        _ message: ClientMessage, _ number: Int, for conversation: Conversation, at now: Instant
    ) -> Outcome {
        switch message {
        case .hello: .refused(Self.helloTwice)
        case .ping: .answered(.pong)
        case .ack: .awaited
        case .join(let join): self.join(join, conversation, at: now)
        case .leave: leave(conversation, at: now) ? .answered(.done) : .refused(Self.notAtStage)
        case .publish(let publish): self.publish(publish, number, conversation)
        case .subscribe(let subscribe): self.subscribe(subscribe, number, conversation)
        case .unpublish(let media): close(media, .publisher, of: conversation, at: now)
        case .unsubscribe(let media, nil): close(media, .viewer, of: conversation, at: now)
        case .unsubscribe(let media, let mids?): end(mids, in: media, of: conversation)
        case .answer(let media, let sdp): self.answer(sdp, in: media, number, conversation)
        case .candidate(let media, let fragment), .restart(let media, let fragment):
            update(media, with: fragment, number, conversation)
        case .select(let participants): select(participants, by: conversation, at: now)
        case .layer(let choice, let video, let media):
            choose(choice, ofVideo: video, in: media, number, conversation)
        case .stats(let media): stats(of: media, number, conversation)
        case .mute(let kind, let isMuted, let other):
            mute(kind, isMuted, of: other, by: conversation, at: now)
        case .share(let source):
            changeSelf(of: conversation, at: now) { $0.sharesScreen = source == .screen }
        case .hand(let isRaised):
            changeSelf(of: conversation, at: now) { $0.hasHandRaised = isRaised && !$0.role.isOnStage }
        case .data(let data, let receiver): send(data, to: receiver, from: conversation, at: now)
        case .raise(let participant, let role): raise(participant, to: role, by: conversation, at: now)
        case .kick(let participant): kick(participant, by: conversation, at: now)
        case .invite(let role, let seconds): invite(role, seconds: seconds, by: conversation)
        }
    }

    // MARK: Answers

    /// Answers a request, when its turn has come.
    func reply(_ answer: ServerMessage, to number: Int, of conversation: Conversation) {
        if case .error(let refusal) = answer { emit(.event(.refused(status: refusal.status))) }
        for due in conversation.answers.take(answer, to: number) {
            conversation.log.append(EventLog.Entry(due.answer, to: due.number))
        }
    }

    /// Tells a client something that it did not ask for.
    func tell(_ conversation: Conversation, _ message: ServerMessage) {
        if case .error(let refusal) = message { emit(.event(.refused(status: refusal.status))) }
        conversation.log.append(EventLog.Entry(message))
    }

    // MARK: Media

    private func publish(
        _ publish: ClientMessage.Publish, _ number: Int, _ conversation: Conversation
    ) -> Outcome {
        let stream: StreamName
        var takesOver = publish.takesOver
        if let wanted = publish.stream {
            let isInvited = conversation.invite.map { $0.stream == wanted && $0.role == .host } ?? false
            if !isInvited, let problem = settings.publishing(conversation.request, wanted) {
                return .refused(Refusal(problem, field: "stream"))
            }
            stream = wanted
        } else {
            guard let participant = participant(of: conversation) else {
                return .refused(Self.notAtStage)
            }
            guard participant.role.isOnStage else { return .refused(Self.notOnStage) }
            stream = participant.stream
            // It is nobody else's: what there is of it is a session of before.
            takesOver = true
        }
        return open(.publisher, stream, publish.sdp, takesOver: takesOver, number, conversation)
    }

    private func subscribe(
        _ subscribe: ClientMessage.Subscribe, _ number: Int, _ conversation: Conversation
    ) -> Outcome {
        switch subscribe.wish {
        case .all(let source):
            switch stream(of: source, for: conversation) {
            case .failure(let refusal): return .refused(refusal)
            case .success(let stream): return open(.viewer, stream, subscribe.sdp, number, conversation)
            }
        case .tracks(let tracks, let media):
            return self.subscribe(to: tracks, in: media, by: subscribe.sdp, number, conversation)
        }
    }
    func open(
        _ role: SessionRole, _ stream: StreamName, feeds: [String: StreamName]? = nil, _ offer: String,
        takesOver: Bool = false, _ number: Int, _ conversation: Conversation
    ) -> Outcome {
        guard conversation.hasRoomForMedia, conversation.hasRoom(forTracks: feeds?.count ?? 2) else {
            return .refused(Self.tooManyMedia)
        }
        conversation.opening += 1
        let request = SessionRequest(
            role: role, stream: stream, feeds: feeds, offer: offer, takesOver: takesOver,
            waitsForPublisher: settings.viewersWait, client: IPAddress(conversation.request.peer.address),
            userAgent: conversation.request.fields["user-agent"].map { String($0.prefix(200)) })
        errands[ask(.open(request))] = Errand(
            conversation: conversation.number, request: number, purpose: .open(role, stream, feeds: feeds))
        return .awaited
    }

    private func close(
        _ name: String, _ role: SessionRole, of conversation: Conversation, at now: Instant
    ) -> Outcome {
        guard conversation.media[name]?.location.role == role, let media = conversation.removeMedia(name)
        else { return .refused(Self.unknownMedia) }
        ask(.close(media.location))
        noteLiveness(of: conversation, at: now)
        return .answered(.done)
    }

    private func update(
        _ name: String, with fragment: String, _ number: Int, _ conversation: Conversation
    ) -> Outcome {
        guard let media = conversation.media[name] else { return .refused(Self.unknownMedia) }
        let fragment = SessionFragment(Array(fragment.utf8))
        errands[ask(.update(media.location, fragment))] = Errand(
            conversation: conversation.number, request: number, purpose: .update(media: name))
        return .awaited
    }

    private func stats(of name: String, _ number: Int, _ conversation: Conversation) -> Outcome {
        guard let media = conversation.media[name] else { return .refused(Self.unknownMedia) }
        errands[ask(.session(media.location.id))] = Errand(
            conversation: conversation.number, request: number, purpose: .report(media: name))
        return .awaited
    }

    // MARK: What the plane said

    /// Answers the request for which the plane was asked.
    func finish(
        _ errand: Errand, with answer: PlaneAnswer, for conversation: Conversation, at now: Instant
    ) {
        if case .offer(let media) = errand.purpose {
            return offered(answer, in: media, errand.request, conversation)
        }
        let reply: ServerMessage =
            switch (errand.purpose, answer) {
            case (.open(let role, let stream, let feeds), .opened(let result)):
                opened(result, role, stream, feeds, conversation, at: now)
            case (.renegotiate(let media, let feeds), .renegotiated(let result)):
                renegotiated(result, in: media, feeds, conversation)
            case (.update(let media), .updated(.success(.restarted(let fragment, _)))):
                .restarted(media: media, fragment: fragment)
            case (.update, .updated(.success(.trickled))): .done
            case (.update, .updated(.failure(let refusal))):
                .error(Refusal(refusal.problem, field: refusal == .unknownSession ? "media" : "fragment"))
            case (.choose(let media), .chosen(let result)): chosen(result, media, conversation, at: now)
            case (.report(let media), .session(let report?))
            where conversation.media[media]?.location == report.location:
                .stats(media: media, report)
            default: .error(Self.unknownMedia)
            }
        if let request = errand.request { self.reply(reply, to: request, of: conversation) }
        if case .choose(let media) = errand.purpose, case .chosen(.success(let videos)) = answer {
            tellLayers(videos, of: media, to: conversation)
        }
        noteTracks(of: reply, for: errand, conversation, at: now)
    }

    private func opened(
        _ result: Result<SessionAnswer, MediaRefusal>, _ role: SessionRole, _ stream: StreamName,
        _ feeds: [String: StreamName]?, _ conversation: Conversation, at now: Instant
    ) -> ServerMessage {
        conversation.opening -= 1
        switch result {
        case .failure(let refusal):
            return .error(Refusal(refusal.problem, field: refusal.isAboutStream ? "stream" : "sdp"))
        case .success(let answer):
            let location = SessionLocation(role: role, stream: stream, id: answer.id)
            // Who was taken off the stage meanwhile sends nothing.
            if role == .publisher, stream.participant != nil, stream == participant(of: conversation)?.stream,
                participant(of: conversation)?.role.isOnStage != true
            {
                ask(.close(location))
                return .error(Self.notOnStage)
            }
            // The lineup may be another by now.
            if role == .viewer, feeds == nil, !mayReceive(stream, conversation) {
                ask(.close(location))
                return .error(Self.unselected)
            }
            let media = conversation.add(answer, at: location, feeds: feeds.map { _ in [:] })
            noteLiveness(of: conversation, at: now)
            return .answer(
                media: media, stream: stream, sdp: answer.description, iceServers: settings.iceServers(stream)
            )
        }
    }

    /// A client was gone before the plane answered: nobody wants the session.
    func discard(_ answer: PlaneAnswer, to errand: Errand) {
        guard case .open(let role, let stream, _) = errand.purpose,
            case .opened(.success(let opened)) = answer
        else { return }
        ask(.close(SessionLocation(role: role, stream: stream, id: opened.id)))
    }

    // MARK: Refusals

    private static let helloTwice = Refusal(.conflict, "You have said hello already", field: "type")
    private static let oldNumber = Refusal(
        .badRequest, "The field id is wrong", detail: "Each request has a higher one than those before it.",
        field: "id")
    private static let neverSent = Refusal(
        .badRequest, "The field seq is wrong", detail: "No message had that number yet.", field: "seq")
    static let notAtStage = Refusal(
        .conflict, "You are at no stage", detail: "Join one first.", field: "type")
    static let notOnStage = Refusal(
        .forbidden, "Only those on the stage may do this", detail: "A host can raise you to it.",
        field: "type")
    static let unselected = Refusal(
        .conflict, "You do not receive this participant",
        detail: "Select them, or wait until they speak: selected tells whom you receive.",
        field: "participant")
    static let unknownParticipant = Refusal(
        .notFound, "There is nobody of that name on the stage", field: "participant")
    static let unknownMedia = Refusal(
        .notFound, "You have no such media session", detail: "It has ended, or is of the other kind.",
        field: "media")
    static let tooManyMedia = Refusal(
        .tooManyRequests, "You have too many media sessions",
        detail: "\(Conversation.mediaLimit) are the most, with two tracks each. End one with unsubscribe.",
        field: "type")

    static func tooMany(_ wait: Duration) -> Refusal {
        Refusal(.tooManyRequests, "Too many messages came from you", field: "type", retryAfter: wait)
    }
}

extension MediaRefusal {
    /// Whether it is the stream and not the offer that stands in the way.
    var isAboutStream: Bool {
        switch self {
        case .malformed, .noCommonCodec, .unacceptable, .glare: false
        default: true
        }
    }
}
