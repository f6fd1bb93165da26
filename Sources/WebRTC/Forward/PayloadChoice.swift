public import RTP

/// The payload types under which a viewer gets a codec.
public struct PayloadChoice: Hashable, Sendable {
    /// Of the packets.
    public let media: PayloadType
    /// Of those that are sent again; `nil` where that was not agreed on.
    public let repair: PayloadType?
    /// Where its payloads count frames.
    public let counters: FrameCounters.Place

    /// A choice.
    public init(media: PayloadType, repair: PayloadType?, counters: FrameCounters.Place = .none) {
        self.media = media
        self.repair = repair
        self.counters = counters
    }
}
