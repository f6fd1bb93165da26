public import Platform
public import Timing

/// What everyone may know of a stream. The names of its sessions are not among it: they are keys to them.
public struct StreamReport: Hashable, Sendable {
    /// Its name.
    public var name: StreamName
    /// Whether there is something to see.
    public var state: State
    /// Since when there is a publisher; `nil` while there is none.
    public var began: WallClock?
    /// What the publisher sends.
    public var tracks: [Track]
    /// How many sessions watch or wait.
    public var viewers: Int

    /// How a stream stands.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Its publisher is there.
        case live
        /// Its publisher is silent or gone, and its viewers are kept for a while.
        case interrupted
        /// Viewers came before the publisher.
        case awaited
    }

    /// One audio or video of a stream.
    public struct Track: Hashable, Sendable {
        /// `audio` or `video`.
        public var kind: String
        /// The codec as SDP names it: `H264`, `opus`.
        public var codec: String
        /// How many simulcast layers it comes in; 1 without.
        public var layers: Int

        /// A track.
        public init(kind: String, codec: String, layers: Int = 1) {
            self.kind = kind
            self.codec = codec
            self.layers = layers
        }
    }

    /// What is known of a stream.
    public init(
        _ name: StreamName, state: State, began: WallClock? = nil, tracks: [Track] = [], viewers: Int = 0
    ) {
        self.name = name
        self.state = state
        self.began = began
        self.tracks = tracks
        self.viewers = viewers
    }
}
