internal import Media

/// What a viewer's client wants of a video. Its path may carry less.
public struct LayerWish: Hashable, Sendable {
    /// The best layer that it wants, as its publisher calls it, or else by its number; `nil` for the best there is. A name
    /// that no layer has is no limit: publishers come and go.
    public var name: String?
    /// How wide its pictures may be; `nil` for any width. Layers whose size is not known are not held back.
    public var maximumWidth: Int?
    /// How high they may be.
    public var maximumHeight: Int?
    /// Whether it wants nothing for now.
    public var isPaused: Bool
    /// How many times as much of its path the video is to have as one of 1.
    public var priority: Int

    /// A wish; without anything, for the best that the path carries.
    public init(
        name: String? = nil, maximumWidth: Int? = nil, maximumHeight: Int? = nil, isPaused: Bool = false,
        priority: Int = 1
    ) {
        self.name = name
        self.maximumWidth = maximumWidth
        self.maximumHeight = maximumHeight
        self.isPaused = isPaused
        self.priority = priority
    }

    /// Whether there may be a layer that it does not want.
    var isLimited: Bool { name != nil || maximumWidth != nil || maximumHeight != nil }

    /// Whether pictures of a size are small enough.
    func allows(_ size: PictureSize?) -> Bool {
        guard let size else { return true }
        return size.width <= maximumWidth ?? .max && size.height <= maximumHeight ?? .max
    }
}
