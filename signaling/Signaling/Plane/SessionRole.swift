/// What a session is for.
public enum SessionRole: String, Hashable, Sendable, CaseIterable {
    /// It brings a stream: WHIP.
    case publisher
    /// It gets one: WHEP.
    case viewer
}
