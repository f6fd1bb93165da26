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
    /// Those on it, by name.
    private(set) var people: [ParticipantID: Participant] = [:]
    /// Those before it, by name. They are apart, since they may be thousands and are seldom looked at one by one.
    private(set) var audience: [ParticipantID: Participant] = [:]
    /// Who speaks.
    private(set) var speakers = ActiveSpeakers()
    /// How many were told of last.
    private var toldViewers = 0

    /// How many may be on a stage: more than anybody can follow, and a bound on what a join is told.
    static let limit = 100

    init(_ name: StreamName) {
        self.name = name
    }

    // MARK: Getters

    /// Those on the stage, in an order that stays.
    var onStage: [Participant] { people.values.sorted { $0.id < $1.id } }

    /// Somebody who is there.
    subscript(id: ParticipantID) -> Participant? { people[id] ?? audience[id] }

    /// How many are there.
    var count: Int { people.count + audience.count }

    /// How many of them watch.
    var viewers: Int { audience.count }

    /// Whether nobody is there.
    var isDeserted: Bool { count == 0 }

    /// Whether everybody was told how many watch.
    var isViewerCountTold: Bool { viewers == toldViewers }

    /// Whether there is more than one to listen to.
    var wantsLevels: Bool { count > 1 && people.values.contains(where: \.isLive) }

    /// Whether one more may be on the stage.
    var hasRoom: Bool { people.count < Self.limit }

    // MARK: Who comes and goes

    /// Somebody comes.
    mutating func add(_ participant: Participant) -> [Notice] {
        put(participant)
        guard participant.role.isOnStage else { return [] }
        return [Notice(audience: .everyone, message: .participant(participant))]
    }

    /// Somebody goes.
    mutating func remove(_ id: ParticipantID) -> [Notice] {
        if people.removeValue(forKey: id) != nil {
            return [Notice(audience: .everyone, message: .participantLeft(id))]
        }
        guard audience.removeValue(forKey: id)?.hasHandRaised == true else { return [] }
        return [Notice(audience: .onStage, message: .participantLeft(id))]
    }

    /// Somebody may do something else from now on.
    mutating func setRole(_ role: StageRole, of id: ParticipantID) -> [Notice] {
        guard var participant = self[id], participant.role != role else { return [] }
        people[id] = nil
        audience[id] = nil
        participant.role = role
        participant.hasHandRaised = false
        if !role.isOnStage { participant.isLive = false }
        put(participant)
        return [
            Notice(audience: .everyone, message: .participant(participant)),
            Notice(audience: .one(id), message: .role(role)),
        ]
    }

    private mutating func put(_ participant: Participant) {
        if participant.role.isOnStage {
            people[participant.id] = participant
        } else {
            audience[participant.id] = participant
        }
    }

    // MARK: What they do

    /// Something about somebody is another. Only what others see of it is told.
    mutating func change(_ id: ParticipantID, _ change: (inout Participant) -> Void) -> [Notice] {
        guard let before = self[id] else { return [] }
        var participant = before
        change(&participant)
        guard participant != before else { return [] }
        put(participant)
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
        let heard = levels.filter { people[$0.key].map { $0.isLive && !$0.isAudioMuted } ?? false }
        guard speakers.update(heard) else { return [] }
        return [Notice(audience: .everyone, message: .activeSpeakers(speakers.list))]
    }
}
