/// What a stream's home and the shards that have viewers of it tell each other. None may get lost, and those between two
/// shards arrive in order.
public struct RelayMessage: Hashable, Sendable {
    /// What it says.
    public enum Word: Hashable, Sendable {
        /// To the home: somebody here gets the stream or waits for it.
        case joined
        /// To the home: nobody here does any more.
        case left
        /// To the home: somebody here cannot decode a layer, or is about to begin with it; `nil` for whichever there is. With
        /// `isUrgent` it stands still until then, since its path carries no more what it got.
        case keyframeWanted(layer: Int?, isUrgent: Bool = false)
        /// To the home: these layers are got or wanted here, a bit each. Until that is told, all are.
        case layersWanted(UInt64)
        /// From the home: the publisher was told that nobody wants these, and will send them as soon as somebody does.
        case layersIdle([IdleLayer])
        /// From the home: somebody brings the stream, who announces this.
        case publisherCame(Announcement)
        /// From the home: nobody does.
        case publisherWent
        /// From the home: no publisher came back in time; viewers are let go.
        case letGo
    }

    /// The stream's name.
    public let stream: String
    /// What it says of it.
    public let word: Word

    /// A message.
    public init(stream: String, word: Word) {
        self.stream = stream
        self.word = word
    }
}
