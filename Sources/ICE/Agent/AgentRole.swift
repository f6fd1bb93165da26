/// Which of two agents nominates the pair that is used (RFC 8445 §6.1.1).
public enum AgentRole: Hashable, Sendable {
    /// This one does.
    case controlling
    /// The other does.
    case controlled

    /// The other agent's role.
    var opposite: AgentRole { self == .controlling ? .controlled : .controlling }
}
