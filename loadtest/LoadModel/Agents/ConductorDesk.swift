internal import Bytes
internal import Runtime
internal import Timing

/// A conductor's connections to its agents, and its timer.
final class ConductorDesk {
    /// The loop.
    private let poller: Poller
    /// The run.
    private var conductor: Conductor
    /// The connections, in the order of the agents.
    private var lines: [AgentLine] = []
    /// The conductor's deadline.
    private var timer: Timer?
    /// Tells the owner.
    private let told: (Conductor.Output) -> Void
    /// What was told of so far, so that the owner hears nothing after the end.
    private var isOver = false

    /// Goes to meet agents.
    init(
        _ scenario: Scenario, agents: [SocketAddress], tls: TLSContext?, on poller: Poller,
        told: @escaping (Conductor.Output) -> Void
    ) {
        self.poller = poller
        self.told = told
        conductor = Conductor(scenario, agents: agents.count, at: poller.now)
        timer = Timer { [unowned self] now in
            conductor.handleTimeout(at: now)
            settle()
        }
        for (index, address) in agents.enumerated() { connect(to: address, as: index, tls) }
        settle()
    }

    /// How far each agent's clock is ahead of ours, and by how much that may be wrong.
    var clocks: [(ahead: Duration, error: Duration)?] { lines.indices.map { conductor.clock(of: $0) } }

    // MARK: Parts

    private func connect(to address: SocketAddress, as index: Int, _ tls: TLSContext?) {
        let line = AgentLine { [unowned self] bytes, now in
            conductor.handle(bytes, from: index, at: now, wall: Clock.wall)
            settle()
        } ended: {
        }
        lines.append(line)
        do throws(SystemError) {
            line.stream = try TCPConnection(to: address, tls: tls, on: poller, core: line) {
                [unowned self] stream in
                let reason = stream.handshakeFailure ?? "the connection to \(address) ended"
                conductor.handleEnd(of: index, reason)
                settle()
            }
        } catch {
            conductor.handleEnd(of: index, error.description)
        }
    }

    private func settle() {
        while let output = conductor.pollOutput() {
            switch output {
            case .send(let bytes, let index): lines[index].send(bytes)
            case .moment: told(output)
            case .over, .failed:
                guard !isOver else { continue }
                isOver = true
                told(output)
                for line in lines { line.close() }
            }
        }
        if let timer, let next = conductor.nextDeadline, timer.deadline != next {
            poller.schedule(timer, at: next)
        }
    }
}
