/// A picture of a recording that can be decoded by itself: one that a segment begins with.
public struct RecordedKeyframe: Hashable, Sendable {
    /// When it is shown, from the recording's beginning on, as players of its playlists count.
    public let time: Duration
    /// The number of its take, and where in that take's file its octets are.
    public let take: Int
    public let range: Range<Int>
}
