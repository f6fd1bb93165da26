public import Timing

/// An agent's side of a distributed run: says hello, tells the time, and is given a part of a scenario.
///
/// It sees octets only; the connection and the run are the owner's. One mutation, then `pollOutput` to `nil`, then the
/// next.
public struct AgentSession: Sendable {
    /// What the owner is to do.
    public enum Output: Equatable, Sendable {
        /// Send this to the conductor.
        case send([UInt8])
        /// Run a part of a scenario.
        case run(AgentTask)
        /// End the run and tell its figures.
        case stop
        /// Close the connection: the other end is no conductor of ours.
        case close
    }

    /// What came from the conductor.
    private var stream = AgentStream()
    /// Whether a part was given.
    private var isRunning = false
    /// What the owner has not fetched.
    private var outputs: [Output]

    /// A session that has just been connected, of an agent with this name.
    public init(name: String) {
        outputs = [.send(AgentStream.bytes(of: .hello(version: AgentMessage.version, name: name)))]
    }

    /// Takes octets from the conductor; `wall` is what our clock shows.
    public mutating func handle(_ bytes: RawSpan, wall: WallClock) {
        stream.receive(bytes)
        while let message = stream.next() { handle(message, wall: wall) }
        if stream.isBroken { outputs.append(.close) }
    }

    private mutating func handle(_ message: AgentMessage, wall: WallClock) {
        switch message {
        case .ping(let sent): send(.pong(sent: sent, now: wall.nanoseconds))
        case .run(let task):
            guard !isRunning else { return send(.refusal("a run is going on already")) }
            isRunning = true
            outputs.append(.run(task))
        case .stop: outputs.append(.stop)
        case .hello, .pong, .standing, .result, .refusal: outputs.append(.close)
        }
    }

    /// Tells how the part stands at a second.
    public mutating func tell(_ moment: Moment) {
        send(.standing(moment))
    }

    /// Tells what the part found out, in all and of each group.
    public mutating func finish(_ figures: RunFigures, groups: [RunFigures] = []) {
        isRunning = false
        send(.result(figures, groups: groups))
    }

    /// Says that the part cannot be run.
    public mutating func refuse(_ reason: String) {
        isRunning = false
        send(.refusal(reason))
    }

    /// What the owner is to do next; `nil` when there is nothing.
    public mutating func pollOutput() -> Output? {
        outputs.isEmpty ? nil : outputs.removeFirst()
    }

    private mutating func send(_ message: AgentMessage) {
        outputs.append(.send(AgentStream.bytes(of: message)))
    }
}
