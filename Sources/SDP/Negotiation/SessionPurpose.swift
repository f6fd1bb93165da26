/// What whoever sends an offer wants.
public enum SessionPurpose: Hashable, Sendable {
    /// To send us media (WHIP).
    case publish
    /// To be sent media (WHEP).
    case play
}
