public import RTP

/// The payload types under which a viewer gets a codec.
public struct PayloadChoice: Hashable, Sendable {
    /// Of the packets.
    public let media: PayloadType
    /// Of those that are sent again; `nil` where that was not agreed on.
    public let repair: PayloadType?
    /// Where its payloads count frames.
    public let counters: FrameCounters.Place
    /// Whether older payloads beside a packet's own are left out: the viewer does not take them (RFC 2198).
    public let isUnwrapped: Bool

    /// A choice.
    public init(
        media: PayloadType, repair: PayloadType?, counters: FrameCounters.Place = .none,
        isUnwrapped: Bool = false
    ) {
        self.media = media
        self.repair = repair
        self.counters = counters
        self.isUnwrapped = isUnwrapped
    }
}
