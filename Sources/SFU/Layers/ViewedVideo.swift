public import Media

/// What a viewer gets of a video, and why.
public struct ViewedVideo: Hashable, Sendable {
    /// One of the publisher's layers, or of the spatial layers in it.
    public struct Layer: Hashable, Sendable {
        /// What the publisher calls it, or else its number.
        public let name: String
        /// How large its pictures are, where that is known.
        public let size: PictureSize?
        /// What it costs.
        public let bitsPerSecond: Int
        /// Whether anybody wants it; of what a viewer gets that is not told.
        public var isWanted: Bool?
    }

    /// The viewer's section.
    public let section: Int
    /// What it gets, by its name; `nil` while that is nothing. With `/T` and a number behind the name, some of its temporal layers
    /// are left out, and so are some of its pictures.
    public let current: String?
    /// Why it is to get the layer that it gets, or is about to; `nil` while nothing is sent.
    public let reason: LayerReason?
    /// What its client wants.
    public let wish: LayerWish
    /// Those that are sent, the cheapest first.
    public let layers: [Layer]
}
