internal import Timing

/// The conductors that an agent talks with, one run at a time: whoever comes meanwhile is told so when they want another.
///
/// Each has a number that nobody has after it. The run of one who left goes on until the owner has ended it, and nobody else hears
/// of that.
///
/// It sees octets only; connections and runs are the owner's. One mutation, then `pollOutput` to `nil`, then the next.
struct AgentGuests {
    /// What the owner is to do.
    enum Output: Equatable {
        /// Send this to a conductor.
        case send([UInt8], to: Int)
        /// Close a conductor's connection.
        case close(Int)
        /// Run a part of a scenario.
        case run(AgentTask)
        /// End the run and tell its figures.
        case stop
    }

    /// What the agent is called.
    private let name: String
    /// The conversations under way.
    private var sessions: [Int: AgentSession] = [:]
    /// The number that was given last.
    private var last = 0
    /// Whose run is going on.
    private var conductor: Int?
    /// What the owner has not fetched.
    private var outputs: [Output] = []

    /// Nobody yet, at an agent of this name.
    init(name: String) {
        self.name = name
    }

    /// Somebody has come; gives their number.
    mutating func add() -> Int {
        last += 1
        sessions[last] = AgentSession(name: name)
        settle(last)
        return last
    }

    /// Takes octets from one of them; `wall` is what our clock shows.
    mutating func handle(_ bytes: RawSpan, from guest: Int, wall: WallClock) {
        sessions[guest]?.handle(bytes, wall: wall)
        settle(guest)
    }

    /// A conversation is over, and with it the run that was its conductor's.
    mutating func remove(_ guest: Int) {
        guard sessions.removeValue(forKey: guest) != nil, conductor == guest else { return }
        outputs.append(.stop)
    }

    /// Has the conductor of the run told something.
    mutating func tell(_ change: (inout AgentSession) -> Void) {
        guard let conductor, var session = sessions[conductor] else { return }
        change(&session)
        sessions[conductor] = session
        settle(conductor)
    }

    /// The run is over.
    mutating func finish() {
        conductor = nil
    }

    /// What the owner is to do next; `nil` when there is nothing.
    mutating func pollOutput() -> Output? { outputs.isEmpty ? nil : outputs.removeFirst() }

    private mutating func settle(_ guest: Int) {
        while let output = sessions[guest]?.pollOutput() {
            switch output {
            case .send(let bytes): outputs.append(.send(bytes, to: guest))
            case .close: outputs.append(.close(guest))
            case .stop: if conductor == guest { outputs.append(.stop) }
            case .run(let task):
                guard conductor == nil else {
                    sessions[guest]?.refuse("another run is going on")
                    continue
                }
                conductor = guest
                outputs.append(.run(task))
            }
        }
    }
}
