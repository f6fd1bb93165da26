public import RTP
public import Timing

/// What is known of a packet of a feed, beside its octets.
public struct FeedPacket: Sendable {
    /// Which of the feed's tracks it is of.
    public let track: Int
    /// Its place in its stream.
    public let place: ExtendedSequenceNumber
    /// When its unit was taken.
    public let captured: Instant
    /// Whether decoding can begin with it.
    public let canBegin: Bool

    /// A packet.
    public init(track: Int, place: ExtendedSequenceNumber, captured: Instant, canBegin: Bool) {
        self.track = track
        self.place = place
        self.captured = captured
        self.canBegin = canBegin
    }
}
