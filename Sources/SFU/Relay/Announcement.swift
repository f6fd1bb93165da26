public import SDP

/// What a publisher agreed to send, before any of it has come.
public struct Announcement: Hashable, Sendable {
    /// What there will be.
    public let kinds: Set<MediaKind>
    /// Whether it can be asked for keyframes of its video.
    public let takesKeyframeRequests: Bool
    /// The feed that brings it, whose units the packager gets by another way; `nil` when it is a peer.
    public let feed: FeedKey?
    /// How many samples a second the sound has, where that is told.
    public let sampleRate: Int?

    /// An announcement.
    public init(
        kinds: Set<MediaKind>, takesKeyframeRequests: Bool, feed: FeedKey? = nil, sampleRate: Int? = nil
    ) {
        self.feed = feed
        self.sampleRate = sampleRate
        self.kinds = kinds
        self.takesKeyframeRequests = takesKeyframeRequests
    }

    /// Whether what follows it can go on with what followed the other.
    public func isLike(_ other: Announcement) -> Bool {
        kinds == other.kinds && takesKeyframeRequests == other.takesKeyframeRequests
            && (feed == nil) == (other.feed == nil) && sampleRate == other.sampleRate
    }
}
