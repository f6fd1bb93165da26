import Platform

/// A stage: who is on it, who watches, and what each is told of the others.
///
/// It is a value and knows no sockets. Each change returns what is to be said, and to whom. Viewers are many and are
/// not told of each other: how many there are is told by the second, and one who raises a hand is told of to those on
/// the stage. So a stage with a few people on it and thousands before it costs what the few cost.
struct Stage {
    /// Something to say.
    struct Notice {
        /// To whom.
        let audience: Audience
        /// What.
        let message: ServerMessage
    }

    /// Who is told.
    enum Audience: Hashable {
        case everyone
        case onStage
        case one(ParticipantID)
    }

    /// What it is called.
    let name: StreamName
    /// Everybody, by name.
    private(set) var participants: [ParticipantID: Participant] = [:]
    /// Who speaks.
    private(set) var speakers = ActiveSpeakers()
    /// How many of them watch.
    private(set) var viewers = 0
    /// How many were told of last.
    private var toldViewers = 0

    /// How many may be on a stage: more than anybody can follow, and a bound on what a join is told.
    static let limit = 100

    init(_ name: StreamName) {
        self.name = name
    }

    // MARK: Getters

    /// Those on the stage, in an order that stays.
    var onStage: [Participant] { participants.values.filter(\.role.isOnStage).sorted { $0.id < $1.id } }

    /// Whether nobody is there.
    var isDeserted: Bool { participants.isEmpty }

    /// Whether everybody was told how many watch.
    var isViewerCountTold: Bool { viewers == toldViewers }

    /// Whether there is more than one to listen to.
    var wantsLevels: Bool { participants.count > 1 && participants.values.contains(where: \.isLive) }

    /// Whether one more may be on the stage.
    var hasRoom: Bool { participants.count - viewers < Self.limit }

    // MARK: Who comes and goes

    /// Somebody comes.
    mutating func add(_ participant: Participant) -> [Notice] {
        participants[participant.id] = participant
        guard participant.role.isOnStage else {
            viewers += 1
            return []
        }
        return [Notice(audience: .everyone, message: .participant(participant))]
    }

    /// Somebody goes.
    mutating func remove(_ id: ParticipantID) -> [Notice] {
        guard let participant = participants.removeValue(forKey: id) else { return [] }
        guard !participant.role.isOnStage else {
            return [Notice(audience: .everyone, message: .participantLeft(id))]
        }
        viewers -= 1
        return participant.hasHandRaised
            ? [Notice(audience: .onStage, message: .participantLeft(id))] : []
    }

    /// Somebody may do something else from now on.
    mutating func setRole(_ role: StageRole, of id: ParticipantID) -> [Notice] {
        guard var participant = participants[id], participant.role != role else { return [] }
        viewers += (role.isOnStage ? 0 : 1) - (participant.role.isOnStage ? 0 : 1)
        participant.role = role
        participant.hasHandRaised = false
        if !role.isOnStage { participant.isLive = false }
        participants[id] = participant
        return [
            Notice(audience: .everyone, message: .participant(participant)),
            Notice(audience: .one(id), message: .role(role)),
        ]
    }

    // MARK: What they do

    /// Something about somebody is another. Only what others see of it is told.
    mutating func change(_ id: ParticipantID, _ change: (inout Participant) -> Void) -> [Notice] {
        guard var participant = participants[id] else { return [] }
        change(&participant)
        guard participant != participants[id] else { return [] }
        participants[id] = participant
        let audience: Audience = participant.role.isOnStage ? .everyone : .onStage
        return [Notice(audience: audience, message: .participant(participant))]
    }

    // MARK: What is told from time to time

    /// How many watch, if that is news.
    mutating func tellViewers() -> [Notice] {
        guard !isViewerCountTold else { return [] }
        toldViewers = viewers
        return [Notice(audience: .everyone, message: .viewers(viewers))]
    }

    /// Takes how loud those who are live are.
    mutating func hear(_ levels: [ParticipantID: UInt8]) -> [Notice] {
        // Who has muted the microphone may hum all the same: browsers send silence then, other clients need not.
        let heard = levels.filter { participants[$0.key].map { $0.isLive && !$0.isAudioMuted } ?? false }
        guard speakers.update(heard) else { return [] }
        return [Notice(audience: .everyone, message: .activeSpeakers(speakers.list))]
    }
}
