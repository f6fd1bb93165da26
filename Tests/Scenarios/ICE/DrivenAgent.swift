import ICE
import Timing

/// What both kinds of agents have in common: enough to put them on a network.
protocol DrivenAgent {
    var nextDeadline: Instant? { get }
    var selectedPath: Path? { get }
    var isNominated: Bool { get }
    var isDead: Bool { get }
    mutating func handle(_ datagram: RawSpan, on path: Path, at now: Instant) -> Bool
    mutating func handleTimeout(at now: Instant)
    mutating func pollOutput() -> AgentOutput?
}

extension LiteAgent: DrivenAgent {}
extension FullAgent: DrivenAgent {}
