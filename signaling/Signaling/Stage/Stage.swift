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
        /// Those who have not selected anybody, but for some.
        case following(except: Set<ParticipantID>)
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
    /// Whose stream has the name of the stage as well: a host who sends.
    private(set) var primary: ParticipantID?
    /// Who shall be it when they send.
    private var preferred: ParticipantID?
    /// Whom those receive who have selected somebody.
    private(set) var choices: [ParticipantID: Set<ParticipantID>] = [:]
    /// What is left of a choice when only those count who send, as it was told last.
    private var toldChoices: [ParticipantID: [ParticipantID]] = [:]
    /// Whom all others receive, as it was told last: one more than anybody does, since nobody receives oneself.
    private var lineup: [ParticipantID] = []
    /// Whether either may be another by now.
    private var isSelectionStale = false

    /// How many may be on a stage: more than anybody can follow, and a bound on what a join is told.
    static let limit = 100

    /// How many one receives who has selected nobody: what a page has room for. So a hundred cameras cost a viewer, and
    /// us for each viewer, what nine do.
    static let lineupLimit = 9
    /// How many one may select.
    static let choiceLimit = 16

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

    /// Whom somebody receives: the selected ones who send; without a selection those who speak or spoke last, and others
    /// up to the limit.
    func received(by id: ParticipantID) -> [ParticipantID] {
        guard let choice = choices[id] else {
            return Array(lineup.filter { $0 != id }.prefix(Self.lineupLimit))
        }
        return choice.filter { $0 != id && people[$0]?.isLive == true }.sorted()
    }

    /// Whether somebody may receive another. Who sends nothing is no burden and may be waited for.
    func mayReceive(_ other: ParticipantID, by id: ParticipantID) -> Bool {
        guard let participant = people[other] else { return false }
        return !participant.isLive || received(by: id).contains(other)
    }

    // MARK: Who comes and goes

    /// Somebody comes.
    mutating func add(_ participant: Participant) -> [Notice] {
        put(participant)
        guard participant.role.isOnStage else { return [] }
        return [Notice(audience: .everyone, message: .participant(participant))]
    }

    /// Somebody goes.
    mutating func remove(_ id: ParticipantID) -> [Notice] {
        isSelectionStale = true
        choices[id] = nil
        toldChoices[id] = nil
        if people.removeValue(forKey: id) != nil {
            return [Notice(audience: .everyone, message: .participantLeft(id))]
        }
        guard audience.removeValue(forKey: id)?.hasHandRaised == true else { return [] }
        return [Notice(audience: .onStage, message: .participantLeft(id))]
    }

    /// Somebody may do something else from now on.
    mutating func setRole(_ role: StageRole, of id: ParticipantID) -> [Notice] {
        guard var participant = self[id], participant.role != role else { return [] }
        isSelectionStale = true
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
        if self[participant.id]?.isLive != participant.isLive { isSelectionStale = true }
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

    /// Somebody on the stage shall be the primary host; `false` when they are not there.
    mutating func prefer(_ id: ParticipantID) -> Bool {
        guard people[id] != nil else { return false }
        preferred = id
        return true
    }

    /// Decides who is primary: the preferred one who sends, otherwise whoever is it and still sends, otherwise the host who has
    /// been there longest. Returns whether it is another.
    mutating func settlePrimary() -> Bool {
        let before = primary
        let candidates = [preferred, primary].compactMap { $0 }
        primary =
            candidates.first { people[$0]?.isLive == true }
            ?? people.values.filter { $0.isLive && $0.role == .host }
            .min { $0.conversation < $1.conversation }?.id
        if primary != before { isSelectionStale = true }
        return primary != before
    }

    /// Somebody selects whom to receive, or with `nil` follows those who speak.
    mutating func select(_ choice: Set<ParticipantID>?, by id: ParticipantID) -> [Notice] {
        choices[id] = choice
        toldChoices[id] = nil
        guard choice == nil else {
            isSelectionStale = true
            return takeSelections()
        }
        return [Notice(audience: .one(id), message: .selected(received(by: id)))]
    }

    /// What is new about whom each receives.
    mutating func takeSelections() -> [Notice] {
        guard isSelectionStale else { return [] }
        isSelectionStale = false
        var notices: [Notice] = []
        for id in choices.keys {
            let received = received(by: id)
            guard toldChoices[id] != received else { continue }
            toldChoices[id] = received
            notices.append(Notice(audience: .one(id), message: .selected(received)))
        }
        let new = nextLineup
        let isSame =
            Set(new) == Set(lineup)
            && Set(new.prefix(Self.lineupLimit)) == Set(lineup.prefix(Self.lineupLimit))
        guard !isSame else { return notices }
        lineup = new
        // Who is in it receives the others.
        let inside = new.filter { choices[$0] == nil }
        notices += inside.map { Notice(audience: .one($0), message: .selected(received(by: $0))) }
        let rest = Array(new.prefix(Self.lineupLimit))
        return notices + [Notice(audience: .following(except: Set(new)), message: .selected(rest))]
    }

    /// Who is in the lineup now: the primary host, those who speak or spoke last, then those who were in it before, so that tiles stay, then
    /// others.
    private var nextLineup: [ParticipantID] {
        let first = (primary.map { [$0] } ?? []) + speakers.list.filter { $0 != primary }
        var chosen = first
        chosen += lineup.filter { !first.contains($0) }
        let known = Set(chosen)
        chosen += people.keys.filter { !known.contains($0) }.sorted()
        return Array(chosen.filter { people[$0]?.isLive == true }.prefix(Self.lineupLimit + 1))
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
        isSelectionStale = true
        return [Notice(audience: .everyone, message: .activeSpeakers(speakers.list))]
    }
}
