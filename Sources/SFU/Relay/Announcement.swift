public import SDP

/// What a publisher agreed to send, before any of it has come.
public struct Announcement: Hashable, Sendable {
    /// What there will be.
    public let kinds: Set<MediaKind>
    /// Whether it can be asked for keyframes of its video.
    public let takesKeyframeRequests: Bool

    /// An announcement.
    public init(kinds: Set<MediaKind>, takesKeyframeRequests: Bool) {
        self.kinds = kinds
        self.takesKeyframeRequests = takesKeyframeRequests
    }
}
