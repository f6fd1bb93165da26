public import Platform

/// Where a session is found: its role and stream belong to it, and who names another of either has not found it.
public struct SessionLocation: Hashable, Sendable {
    /// What it is for.
    public let role: SessionRole
    /// The stream that it brings or gets.
    public let stream: StreamName
    /// Its name.
    public let id: SessionID

    /// The place of a session.
    public init(role: SessionRole, stream: StreamName, id: SessionID) {
        self.role = role
        self.stream = stream
        self.id = id
    }
}
