/// What a viewer's client wants of a video that it gets. Its network may carry less.
public struct LayerChoice: Hashable, Sendable {
    /// The best layer that it wants, by its name; `nil` for the best that its network carries.
    public var layer: String?
    /// How wide the pictures may be; `nil` for any width.
    public var maximumWidth: Int?
    /// How high they may be.
    public var maximumHeight: Int?
    /// Whether it wants nothing for now.
    public var isPaused: Bool
    /// How many times as much of its network the video is to have as one of 1.
    public var priority: Int

    /// The longest name of a layer: RIDs are as long as SDP lets them be, and nobody's is longer.
    static let longestName = 64
    /// The largest size that is worth asking for.
    static let largestSize = 16_384

    /// The highest priority.
    static let highestPriority = 16

    /// A choice; without anything, to leave it to the network.
    public init(
        layer: String? = nil, maximumWidth: Int? = nil, maximumHeight: Int? = nil, isPaused: Bool = false,
        priority: Int = 1
    ) {
        self.layer = layer
        self.maximumWidth = maximumWidth
        self.maximumHeight = maximumHeight
        self.isPaused = isPaused
        self.priority = priority
    }
}
