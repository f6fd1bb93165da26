/// What a viewer gets of one video, and why; or what a publisher sends of it, and which of that is wanted.
public struct VideoReport: Hashable, Sendable {
    /// One of the layers that its publisher sends.
    public struct Layer: Hashable, Sendable {
        /// What the publisher calls it, or else its number.
        public var name: String
        /// How wide its pictures are, where that is known.
        public var width: Int?
        /// How high they are.
        public var height: Int?
        /// What it costs.
        public var bitsPerSecond: Int
        /// Whether anybody wants it, of what a publisher sends; `nil` of what a viewer gets.
        public var isWanted: Bool?

        /// A layer.
        public init(
            name: String, width: Int? = nil, height: Int? = nil, bitsPerSecond: Int, isWanted: Bool? = nil
        ) {
            self.name = name
            self.width = width
            self.height = height
            self.bitsPerSecond = bitsPerSecond
            self.isWanted = isWanted
        }
    }

    /// The section of the session's description that it is in, by its `mid`.
    public var mid: String
    /// The layer that it gets; `nil` while it gets none.
    public var current: String?
    /// Why that one: `best`, `bandwidth`, `patience` or `asked`; `nil` while nothing is sent.
    public var reason: String?
    /// What its client wants.
    public var choice: LayerChoice
    /// Those that are sent, the cheapest first.
    public var layers: [Layer]

    /// What is known of a video.
    public init(
        mid: String, current: String? = nil, reason: String? = nil, choice: LayerChoice = LayerChoice(),
        layers: [Layer] = []
    ) {
        self.mid = mid
        self.current = current
        self.reason = reason
        self.choice = choice
        self.layers = layers
    }

    /// Whether a client would notice the difference: rates change all the time.
    func looksLike(_ other: VideoReport) -> Bool {
        let (ours, theirs) = (layers, other.layers)
        return mid == other.mid && current == other.current && reason == other.reason
            && choice == other.choice
            && ours.elementsEqual(theirs) {
                $0.name == $1.name && $0.width == $1.width && $0.height == $1.height
                    && $0.isWanted == $1.isWanted
            }
    }
}
