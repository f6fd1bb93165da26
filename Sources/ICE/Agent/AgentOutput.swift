/// What an agent wants done; the order is kept.
public enum AgentOutput: Hashable, Sendable {
    /// Send these bytes that way.
    case transmit([UInt8], on: Path)
    /// Take note.
    case event(AgentEvent)
}
