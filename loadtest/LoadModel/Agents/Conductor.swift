public import Timing

/// Conducts a run on several machines: asks each agent for its clock, gives each its part of the scenario and the same
/// moment to begin, and merges what they find out.
///
///     gathering ── all said hello, clocks known ──► running ── all told their results or are lost ──► over
///         └──────────── an agent is refused, refuses or stays away ───────────────► failed
///
/// An agent that is lost while it runs leaves a warning in the figures: its peers are missing from them. It sees
/// octets and instants only; connections are the owner's. One mutation, then `pollOutput` to `nil`, then the next.
public struct Conductor: Sendable {
    /// What the owner is to do, and to know.
    public enum Output: Equatable, Sendable {
        /// Send this to an agent.
        case send([UInt8], to: Int)
        /// How all parts together stand at a second, once each agent that is left told its part.
        case moment(Moment)
        /// It is over; these are the figures of all, and of each group of the scenario where all agents told them.
        case over(RunFigures, groups: [RunFigures])
        /// It cannot be done.
        case failed(String)
    }

    private enum State: Equatable {
        case gathering, running, ended
    }

    /// What is known of one agent.
    private struct Agent {
        /// What came from it.
        var stream = AgentStream()
        /// What it calls itself, once it said hello.
        var name: String?
        /// Its clock.
        var clock = ClockOffset()
        /// What its part found out.
        var figures: RunFigures?
        /// The same of each group.
        var groups: [RunFigures] = []
        /// Whether its connection ended too early.
        var isLost = false
        /// The second up to which it told how it stands.
        var second = -1

        var isDone: Bool { figures != nil || isLost }
    }

    /// What is run.
    private let scenario: Scenario
    /// The machines, in the order in which they were named.
    private var agents: [Agent]
    private var state = State.gathering
    /// When whoever is not ready is given up.
    private let deadline: Instant
    /// When the run should be over for everybody.
    private var end: Instant?
    /// What there is to say about each second, until all told theirs.
    private var standings = RunFigures()
    /// The last second that was passed on.
    private var toldSecond = -1
    /// What the owner has not fetched.
    private var outputs: [Output] = []

    /// How often each agent is asked for its clock.
    private static let questions = 8
    /// How far ahead the beginning lies, so that each agent has heard of it.
    private static let lead = Duration.seconds(2)
    /// How much longer than planned results may take: leaving, and reading what is left.
    private static let grace = Duration.seconds(60)

    /// A conductor of so many agents, who must be ready within `patience`.
    public init(_ scenario: Scenario, agents count: Int, patience: Duration = .seconds(30), at now: Instant) {
        self.scenario = scenario
        agents = Array(repeating: Agent(), count: max(count, 1))
        deadline = now.advanced(by: patience)
    }

    // MARK: Getters

    /// When `handleTimeout` has something to do; `nil` when it is over.
    public var nextDeadline: Instant? {
        switch state {
        case .gathering: deadline
        case .running: end
        case .ended: nil
        }
    }

    /// How far an agent's clock is ahead of ours, and by how much that may be wrong.
    public func clock(of agent: Int) -> (ahead: Duration, error: Duration)? {
        guard let ahead = agents[agent].clock.ahead, let error = agents[agent].clock.error else { return nil }
        return (ahead, error)
    }

    // MARK: Arrivals

    /// Takes octets from an agent; `wall` is what our clock shows.
    public mutating func handle(_ bytes: RawSpan, from index: Int, at now: Instant, wall: WallClock) {
        agents[index].stream.receive(bytes)
        while state != .ended, let message = agents[index].stream.next() {
            handle(message, from: index, at: now, wall: wall)
        }
        if agents[index].stream.isBroken { handleEnd(of: index, "it said what no agent says") }
    }

    /// An agent's connection ended, or never came about, for a reason.
    public mutating func handleEnd(of index: Int, _ reason: String) {
        guard state != .ended, !agents[index].isDone else { return }
        guard state == .running else { return fail("agent \(name(index)): \(reason)") }
        agents[index].isLost = true
        standings.noteFailure("agent \(name(index)) was lost: \(reason)")
        finishIfDone()
    }

    /// The time is up for those who are not ready or not done.
    public mutating func handleTimeout(at now: Instant) {
        guard let nextDeadline, nextDeadline <= now else { return }
        switch state {
        case .gathering:
            let late = agents.indices.filter { agents[$0].clock.count < Self.questions }.map(name)
            fail("not ready in time: \(late.joined(separator: ", "))")
        case .running:
            for index in agents.indices where !agents[index].isDone {
                handleEnd(of: index, "it told no result in time")
            }
        case .ended: break
        }
    }

    // MARK: Commands

    /// Ends the run early; the agents tell what there is.
    public mutating func stop() {
        guard state == .running else { return fail("stopped before it began") }
        for index in agents.indices where !agents[index].isDone { send(.stop, to: index) }
    }

    /// What the owner is to do next; `nil` when there is nothing.
    public mutating func pollOutput() -> Output? {
        outputs.isEmpty ? nil : outputs.removeFirst()
    }

    // MARK: Parts

    private func name(_ index: Int) -> String { agents[index].name ?? "\(index + 1)" }

    private mutating func send(_ message: AgentMessage, to index: Int) {
        outputs.append(.send(AgentStream.bytes(of: message), to: index))
    }

    private mutating func handle(_ message: AgentMessage, from index: Int, at now: Instant, wall: WallClock) {
        switch message {
        case .hello(let version, let name):
            guard version == AgentMessage.version else {
                return fail("agent \(name) speaks version \(version), and we speak \(AgentMessage.version)")
            }
            agents[index].name = name
            send(.ping(sent: wall.nanoseconds), to: index)
        case .pong(let sent, let other): handlePong(sent, other, from: index, at: now, wall: wall)
        case .standing(let moment): note(moment, from: index)
        case .result(let figures, let groups):
            // One of a run before is none of this.
            guard state == .running else { return }
            agents[index].figures = figures
            agents[index].groups = groups
            finishIfDone()
        case .refusal(let reason): handleEnd(of: index, reason)
        case .ping, .run, .stop: handleEnd(of: index, "it is no agent but a conductor")
        }
    }

    private mutating func handlePong(
        _ sent: Int64, _ other: Int64, from index: Int, at now: Instant, wall: WallClock
    ) {
        guard state == .gathering else { return }
        agents[index].clock.handle(asked: sent, answered: wall.nanoseconds, other: other)
        guard agents[index].clock.count >= Self.questions else {
            return send(.ping(sent: wall.nanoseconds), to: index)
        }
        guard agents.allSatisfy({ $0.clock.count >= Self.questions }) else { return }
        begin(at: now, wall: wall)
    }

    /// Every agent begins at the same moment, told by its own clock.
    private mutating func begin(at now: Instant, wall: WallClock) {
        state = .running
        let start = wall.nanoseconds &+ Self.lead.nanoseconds
        for index in agents.indices {
            let ahead = agents[index].clock.ahead ?? .zero
            let task = AgentTask(
                scenario: scenario, part: index, parts: agents.count,
                start: WallClock(nanoseconds: start &+ ahead.nanoseconds), ahead: ahead)
            send(.run(task), to: index)
        }
        end = now.advanced(by: Self.lead + scenario.duration + Self.grace)
    }

    /// Each second counts once.
    private mutating func note(_ moment: Moment, from index: Int) {
        guard state == .running, moment.second > agents[index].second else { return }
        standings.note(moment)
        agents[index].second = moment.second
        let common = agents.filter { !$0.isDone }.map(\.second).min() ?? -1
        for moment in standings.moments where moment.second > toldSecond && moment.second <= common {
            outputs.append(.moment(moment))
        }
        toldSecond = max(toldSecond, common)
    }

    private mutating func finishIfDone() {
        guard state == .running, agents.allSatisfy(\.isDone) else { return }
        var figures = RunFigures()
        for agent in agents {
            if let part = agent.figures { figures.merge(part) }
        }
        for (reason, times) in standings.failures { figures.noteFailure(reason, times: times) }
        state = .ended
        outputs.append(.over(figures, groups: groups))
    }

    /// The figures of each group, as all agents that told any see it. One that told of other groups than there are leaves none.
    private var groups: [RunFigures] {
        var groups = scenario.groups.map { _ in RunFigures() }
        for agent in agents where agent.figures != nil {
            guard agent.groups.count == groups.count else { return [] }
            for index in groups.indices { groups[index].merge(agent.groups[index]) }
        }
        return groups
    }

    private mutating func fail(_ reason: String) {
        guard state != .ended else { return }
        state = .ended
        outputs.append(.failed(reason))
    }
}
