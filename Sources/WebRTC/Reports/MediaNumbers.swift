public import SDP

/// What is known of one media stream of a peer at one moment.
public struct MediaNumbers: Hashable, Sendable {
    /// Which way it flows, seen from us.
    public enum Direction: String, Hashable, Sendable, CaseIterable {
        /// The peer sends it.
        case received
        /// The peer gets it.
        case sent
    }

    /// Which way it flows.
    public let direction: Direction
    /// Which section of the session it is in, by its place in `NegotiatedSession.media`.
    public let section: Int
    /// Which simulcast layer it is; 0 without simulcast.
    public let layer: Int
    /// What it is.
    public let kind: MediaKind
    /// Its codec as SDP names it; `nil` when nothing was sent yet.
    public let codec: String?
    /// What was counted.
    public let counts: MediaCounts
    /// How much passes, repeated packets too.
    public let bitsPerSecond: UInt64
    /// The share of packets lost between the last two reports, 0 to 1: of what is sent, by the receiver's.
    public let fractionLost: Double
    /// How much the spacing of packets varies at the receiver.
    public let jitter: Duration
}

extension MediaNumbers {
    /// What is known of a stream that came by another protocol, which loses nothing.
    public init(
        received kind: MediaKind, section: Int, codec: String, counts: MediaCounts, bitsPerSecond: UInt64
    ) {
        self.init(
            direction: .received, section: section, layer: 0, kind: kind, codec: codec, counts: counts,
            bitsPerSecond: bitsPerSecond, fractionLost: 0, jitter: .zero)
    }
}
