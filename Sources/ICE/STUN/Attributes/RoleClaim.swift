/// ICE-CONTROLLING or ICE-CONTROLLED: the sender's role, and a random number that settles a conflict
/// (RFC 8445 §7.1.3, §16.1).
public struct RoleClaim: Hashable, Sendable {
    /// The role that the sender has.
    public let role: AgentRole
    /// The sender's random number.
    public let tieBreaker: UInt64

    /// A claim.
    public init(role: AgentRole, tieBreaker: UInt64) {
        self.role = role
        self.tieBreaker = tieBreaker
    }
}
