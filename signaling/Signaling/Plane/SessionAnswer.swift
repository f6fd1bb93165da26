public import Platform

/// A session that has begun.
public struct SessionAnswer: Hashable, Sendable {
    /// Its name.
    public var id: SessionID
    /// The answer: SDP with all our candidates, since they cannot be trickled (RFC 9725 §4.3.2).
    public var description: String
    /// What names its present ICE credentials, without quotes: visible ASCII, the same for no two restarts. It
    /// becomes the entity tag (RFC 9725 §4.3.1).
    public var tag: String

    /// A session with its answer.
    public init(id: SessionID, description: String, tag: String) {
        self.id = id
        self.description = description
        self.tag = tag
    }
}
