/// What an agent's owner wants to know.
public enum AgentEvent: Hashable, Sendable {
    /// DTLS and media go this way from now on. Before nomination it is the first path that was found to work, so
    /// that nobody waits; the other side may still choose another.
    case selected(Path, isNominated: Bool)
    /// The first check with the credentials of a restart was right: those before it are void.
    case restarted
    /// No check was ever right in the time given for it. The agent is dead.
    case neverConnected
    /// Nobody proved for 30 s that it wants our packets (RFC 7675 §5.1): stop sending. The agent is dead, and
    /// its credentials must never be used again.
    case consentExpired
}
