import HTTP
import Platform
import Timing

/// What clients do at stages.
extension Switchboard {
    /// Who a client is at its stage.
    func participant(of conversation: Conversation) -> Participant? {
        conversation.place.flatMap { stages[$0.stage]?[$0.participant] }
    }

    // MARK: Coming and going

    func join(_ join: ClientMessage.Join, _ conversation: Conversation, at now: Instant) -> Outcome {
        guard conversation.place == nil else { return .refused(Self.atStage) }
        let role: StageRole
        switch self.role(for: join, conversation) {
        case .success(let granted): role = granted
        case .failure(let refusal): return .refused(refusal)
        }
        guard !role.isOnStage || stages[join.stream]?.hasRoom ?? true else { return .refused(Self.stageFull) }
        let id = ParticipantID(using: &random)
        // In place: a copy of a stage would copy thousands of viewers with it.
        let notices = stages[join.stream, default: Stage(join.stream)].add(
            Participant(id, at: join.stream, named: join.name, as: role, in: conversation.number))
        guard let stage = stages[join.stream] else { return .refused(Self.notAtStage) }
        deliver(notices, on: join.stream, but: id, at: now)
        conversation.place = (join.stream, id)
        watch(join.stream, at: now)
        emit(.event(.joined(after: conversation.began.duration(to: now))))
        return .answered(
            .joined(
                ServerMessage.Joined(
                    stream: join.stream, participant: id, role: role, participants: stage.onStage,
                    speakers: stage.speakers.list, viewers: stage.viewers, selected: stage.received(by: id))))
    }

    /// The role that a client gets: what it asks for if it may have that, otherwise as much as it may have.
    ///
    /// An invite says how much; without one, whoever may publish the stream is a host, and anybody may watch.
    private func role(
        for join: ClientMessage.Join, _ conversation: Conversation
    ) -> Result<StageRole, Refusal> {
        if let invite = conversation.invite {
            guard invite.stream == join.stream else { return .failure(Self.otherStage) }
            let wanted = join.role ?? invite.role
            return wanted <= invite.role ? .success(wanted) : .failure(Self.roleTooHigh)
        }
        if join.role == .viewer { return .success(.viewer) }
        guard let problem = settings.publishing(conversation.request, join.stream) else {
            return .success(join.role ?? .host)
        }
        // A key that is wrong is told; that there is none, only to who wants to be more than a viewer.
        guard join.role == nil, !conversation.hasToken else {
            return .failure(Refusal(problem, field: conversation.hasToken ? "token" : "role"))
        }
        return .success(.viewer)
    }

    /// Takes a client off its stage; `false` when it was at none.
    @discardableResult func leave(_ conversation: Conversation, at now: Instant) -> Bool {
        guard let place = conversation.place, stages[place.stage] != nil else { return false }
        conversation.place = nil
        closePublishers(
            of: conversation, sending: StreamName(stage: place.stage, participant: place.participant))
        let wasOnStage = stages[place.stage]?.people[place.participant] != nil
        let notices = stages[place.stage]?.remove(place.participant) ?? []
        settlePrimary(of: place.stage)
        if stages[place.stage]?.isDeserted == true { stages[place.stage] = nil }
        deliver(notices, on: place.stage, at: now)
        // Who sent nothing was in no lineup, and may have been waited for.
        if wasOnStage { endUnselected(on: place.stage, at: now) }
        watch(place.stage, at: now)
        return true
    }

    /// Ends what a client sends as a participant.
    private func closePublishers(of conversation: Conversation, sending stream: StreamName) {
        for (name, media) in conversation.media
        where media.location.role == .publisher && media.location.stream == stream {
            _ = conversation.removeMedia(name)
            ask(.close(media.location))
        }
    }

    // MARK: Doing something

    /// A client changes something about itself.
    func changeSelf(
        of conversation: Conversation, at now: Instant, _ change: (inout Participant) -> Void
    ) -> Outcome {
        guard let place = conversation.place else { return .refused(Self.notAtStage) }
        self.change(place.participant, on: place.stage, at: now, change)
        return .answered(.done)
    }

    /// A client mutes itself, or a host another. Nobody is made to speak.
    func mute(
        _ kind: MediaKindName, _ isMuted: Bool, of other: ParticipantID?, by conversation: Conversation,
        at now: Instant
    ) -> Outcome {
        guard let place = conversation.place else { return .refused(Self.notAtStage) }
        let id = other ?? place.participant
        if id != place.participant {
            switch hosted(id, by: conversation) {
            case .failure(let refusal): return .refused(refusal)
            case .success: guard isMuted else { return .refused(Self.unmuting) }
            }
        }
        change(id, on: place.stage, at: now) { participant in
            switch kind {
            case .audio: participant.isAudioMuted = isMuted
            case .video: participant.isVideoMuted = isMuted
            }
        }
        return .answered(.done)
    }

    /// A client sends something of its application's to one, or to all.
    func send(
        _ data: JSONValue, to receiver: ParticipantID?, from conversation: Conversation, at now: Instant
    ) -> Outcome {
        guard let place = conversation.place, let stage = stages[place.stage] else {
            return .refused(Self.notAtStage)
        }
        if let wait = conversation.data?.use(at: now) { return .refused(Self.tooMany(wait)) }
        if let receiver, stage[receiver] == nil {
            return .refused(Refusal(.notFound, "There is nobody of that name at the stage", field: "to"))
        }
        let notice = Stage.Notice(
            audience: receiver.map { .one($0) } ?? .everyone,
            message: .data(data, from: place.participant))
        deliver([notice], on: place.stage, but: receiver == nil ? place.participant : nil, at: now)
        return .answered(.done)
    }

    /// A host lets somebody onto the stage, or takes them off it.
    func raise(
        _ id: ParticipantID, to role: StageRole, by conversation: Conversation, at now: Instant
    ) -> Outcome {
        switch hosted(id, by: conversation) {
        case .failure(let refusal): return .refused(refusal)
        case .success(let participant):
            guard let place = conversation.place, let hasRoom = stages[place.stage]?.hasRoom else {
                return .refused(Self.notAtStage)
            }
            guard !role.isOnStage || participant.role.isOnStage || hasRoom else {
                return .refused(Self.stageFull)
            }
            let notices = stages[place.stage]?.setRole(role, of: id) ?? []
            if !role.isOnStage, let other = conversations[participant.conversation] {
                closePublishers(of: other, sending: participant.stream)
            }
            deliver(notices, on: place.stage, at: now)
            if !role.isOnStage { endUnselected(on: place.stage, at: now) }
            watch(place.stage, at: now)
            return .answered(.done)
        }
    }

    /// A host sends somebody away.
    func kick(_ id: ParticipantID, by conversation: Conversation, at now: Instant) -> Outcome {
        switch hosted(id, by: conversation) {
        case .failure(let refusal): return .refused(refusal)
        case .success(let participant):
            guard id != conversation.place?.participant else { return .refused(Self.kicksSelf) }
            if let other = conversations[participant.conversation] {
                tell(other, .kicked)
                settle(other, at: now)
                end(other, .kicked, at: now)
            }
            return .answered(.done)
        }
    }

    /// A host asks for an invite.
    func invite(_ role: StageRole, seconds: Int, by conversation: Conversation) -> Outcome {
        guard let participant = participant(of: conversation), let place = conversation.place else {
            return .refused(Self.notAtStage)
        }
        guard participant.role == .host else { return .refused(Self.notHost) }
        let token = settings.inviting(place.stage, role, .seconds(seconds))
        return .answered(.invited(token: token, role: role, seconds: seconds))
    }

    /// Somebody at the stage of a host.
    private func hosted(
        _ id: ParticipantID, by conversation: Conversation
    ) -> Result<Participant, Refusal> {
        guard let place = conversation.place, let host = participant(of: conversation) else {
            return .failure(Self.notAtStage)
        }
        guard host.role == .host else { return .failure(Self.notHost) }
        guard let participant = stages[place.stage]?[id] else {
            return .failure(Self.unknownParticipant)
        }
        return .success(participant)
    }

    // MARK: Telling

    /// Changes something about a participant, and tells.
    private func change(
        _ id: ParticipantID, on name: StreamName, at now: Instant, _ change: (inout Participant) -> Void
    ) {
        let notices = stages[name]?.change(id, change) ?? []
        deliver(notices, on: name, at: now)
    }

    /// Tells whether a participant sends.
    func noteLiveness(of conversation: Conversation, at now: Instant) {
        guard let place = conversation.place, let participant = participant(of: conversation) else { return }
        let isLive = conversation.media.values.contains {
            $0.location.role == .publisher && $0.location.stream == participant.stream
        }
        change(place.participant, on: place.stage, at: now) { $0.isLive = isLive }
        watch(place.stage, at: now)
    }

    /// Tells what there is to tell of a stage, and whom each receives when that is another now.
    private func deliver(
        _ notices: [Stage.Notice], on name: StreamName, but excluded: ParticipantID? = nil, at now: Instant
    ) {
        tell(notices, on: name, but: excluded, at: now)
        settlePrimary(of: name)
        let selections = stages[name]?.takeSelections() ?? []
        guard !selections.isEmpty else { return }
        tell(selections, on: name, at: now)
        endUnselected(on: name, at: now)
    }

    /// Tells notices to whom they concern. What goes to many is written once.
    private func tell(
        _ notices: [Stage.Notice], on name: StreamName, but excluded: ParticipantID? = nil, at now: Instant
    ) {
        guard !notices.isEmpty, let stage = stages[name] else { return }
        for notice in notices {
            let entry = EventLog.Entry(notice.message)
            if case .one(let id) = notice.audience {
                if let participant = stage[id] { deliver(entry, to: participant, at: now) }
                continue
            }
            for participant in stage.people.values where participant.id != excluded {
                deliver(entry, to: participant, of: stage, notice.audience, at: now)
            }
            guard notice.audience != .onStage else { continue }
            for participant in stage.audience.values where participant.id != excluded {
                deliver(entry, to: participant, of: stage, notice.audience, at: now)
            }
        }
    }

    private func deliver(
        _ entry: EventLog.Entry, to participant: Participant, of stage: Stage, _ audience: Stage.Audience,
        at now: Instant
    ) {
        if case .following(let others) = audience,
            others.contains(participant.id) || stage.choices[participant.id] != nil
        {
            return
        }
        deliver(entry, to: participant, at: now)
    }

    private func deliver(_ entry: EventLog.Entry, to participant: Participant, at now: Instant) {
        guard let conversation = conversations[participant.conversation] else { return }
        conversation.log.append(entry)
        settle(conversation, at: now)
    }

    /// Tells when the name of a stage stands for another stream.
    func settlePrimary(of name: StreamName) {
        guard stages[name]?.settlePrimary() == true, let stage = stages[name] else { return }
        emit(.primary(of: name, stage.primary.flatMap { stage[$0]?.stream }))
    }

    // MARK: Who receives whom

    /// A client selects whom to receive.
    func select(
        _ participants: Set<ParticipantID>?, by conversation: Conversation, at now: Instant
    ) -> Outcome {
        guard let place = conversation.place else { return .refused(Self.notAtStage) }
        let notices = stages[place.stage]?.select(participants, by: place.participant) ?? []
        deliver(notices, on: place.stage, at: now)
        endUnselected(of: conversation, at: now)
        return .answered(.done)
    }

    /// Whether a client may receive a stream. Those of others on its own stage are bounded, so that a hundred cameras
    /// cost no more than a few.
    func mayReceive(_ stream: StreamName, _ conversation: Conversation) -> Bool {
        guard let place = conversation.place, let participant = stream.participant,
            stream.stage == place.stage
        else { return true }
        return stages[place.stage]?.mayReceive(participant, by: place.participant) ?? true
    }

    /// Ends what clients receive of those whom they do not receive any more.
    private func endUnselected(on name: StreamName, at now: Instant) {
        guard let stage = stages[name] else { return }
        for participant in stage.people.values { endUnselected(of: participant, at: now) }
        for participant in stage.audience.values { endUnselected(of: participant, at: now) }
    }

    private func endUnselected(of participant: Participant, at now: Instant) {
        guard let conversation = conversations[participant.conversation] else { return }
        endUnselected(of: conversation, at: now)
    }

    private func endUnselected(of conversation: Conversation, at now: Instant) {
        let ended = conversation.media.filter { _, media in
            media.location.role == .viewer && media.feeds == nil
                && !mayReceive(media.location.stream, conversation)
        }
        for (name, media) in ended.sorted(by: { $0.key < $1.key }) {
            _ = conversation.removeMedia(name)
            ask(.close(media.location))
            tell(conversation, .mediaEnded(media: name, .unselected))
        }
        let isTold = endUnselectedTracks(of: conversation)
        if !ended.isEmpty || isTold { settle(conversation, at: now) }
    }

    // MARK: From time to time

    /// Sees to it that a stage is looked at when there is something to tell of it.
    private func watch(_ name: StreamName, at now: Instant) {
        guard let stage = stages[name], stage.wantsLevels || !stage.isViewerCountTold,
            alarmedStages.insert(name).inserted
        else { return }
        let interval = stage.wantsLevels ? Self.listeningInterval : Self.tellingInterval
        setAlarm(.stage(name), at: now.advanced(by: interval))
    }

    /// Listens to a stage, and tells how many watch.
    func look(at name: StreamName, at now: Instant) {
        guard let stage = stages[name] else { return }
        if stage.wantsLevels, !listening.values.contains(name) {
            let live = stage.onStage.filter(\.isLive).map(\.stream)
            listening[ask(.loudness(live))] = name
        }
        let notices = stages[name]?.tellViewers() ?? []
        deliver(notices, on: name, at: now)
        watch(name, at: now)
    }

    /// Takes how loud the streams of a stage are.
    func hear(_ levels: [StreamName: UInt8], on name: StreamName, at now: Instant) {
        var heard: [ParticipantID: UInt8] = [:]
        for (stream, level) in levels where stream.stage == name {
            if let participant = stream.participant { heard[participant] = level }
        }
        let notices = stages[name]?.hear(heard) ?? []
        deliver(notices, on: name, at: now)
    }

    // MARK: Refusals

    private static let atStage = Refusal(
        .conflict, "You are at a stage already", detail: "Leave it first.", field: "type")
    private static let otherStage = Refusal(
        .forbidden, "This invite is to another stage", field: "stream")
    private static let roleTooHigh = Refusal(
        .forbidden, "The invite is not for that role", field: "role")
    private static let notHost = Refusal(.forbidden, "Only a host may do this", field: "type")
    private static let unmuting = Refusal(
        .forbidden, "Nobody can be unmuted by another", field: "muted")
    private static let kicksSelf = Refusal(
        .conflict, "That is you", detail: "To go, leave.", field: "participant")
    private static let stageFull = Refusal(
        .serviceUnavailable, "The stage is full", detail: "It holds \(Stage.limit).", field: "role",
        retryAfter: .seconds(30))
}
