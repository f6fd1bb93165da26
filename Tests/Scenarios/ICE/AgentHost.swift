import Bytes
import ICE
import Simulation
import Timing

/// A host that runs one agent, and remembers what it heard of it.
final class AgentHost<Agent: DrivenAgent>: EmulatedHost {
    /// The agent; commands go to it directly.
    var agent: Agent
    /// What it told, and when.
    private(set) var events: [(event: AgentEvent, at: Instant)] = []
    /// What it sent, and when.
    private(set) var sent: [(bytes: [UInt8], path: Path, at: Instant)] = []
    /// What time it is, as far as the host knows.
    private var now = Instant.zero

    init(_ agent: Agent) {
        self.agent = agent
    }

    var nextDeadline: Instant? { agent.nextDeadline }

    func receive(_ datagram: EmulatedDatagram<SocketAddress>, at now: Instant) {
        self.now = now
        _ = agent.handle(
            datagram.bytes.bytes, on: Path(local: datagram.destination, remote: datagram.source), at: now)
    }

    func handleTimeout(at now: Instant) {
        self.now = now
        agent.handleTimeout(at: now)
    }

    func pollDatagram() -> EmulatedDatagram<SocketAddress>? {
        while let output = agent.pollOutput() {
            switch output {
            case .event(let event): events.append((event, now))
            case .transmit(let bytes, let path):
                sent.append((bytes, path, now))
                return EmulatedDatagram(bytes, from: path.local, to: path.remote)
            }
        }
        return nil
    }

    /// Whether the agent has a nominated path.
    var isConnected: Bool { agent.isNominated && !agent.isDead }

    /// When the agent told this for the first time.
    func instant(of event: AgentEvent) -> Instant? {
        events.first { $0.event == event }?.at
    }
}
