public import Media

/// What a viewer gets of a video, and why.
public struct ViewedVideo: Hashable, Sendable {
    /// One of the publisher's layers.
    public struct Layer: Hashable, Sendable {
        /// What the publisher calls it, or else its number.
        public let name: String
        /// How large its pictures are, where that is known.
        public let size: PictureSize?
        /// What it costs.
        public let bitsPerSecond: Int
    }

    /// The viewer's section.
    public let section: Int
    /// The layer that it gets; `nil` while it gets none.
    public let current: String?
    /// Why it is to get the layer that it gets, or is about to; `nil` while nothing is sent.
    public let reason: LayerReason?
    /// What its client wants.
    public let wish: LayerWish
    /// Those that are sent, the cheapest first.
    public let layers: [Layer]
}
