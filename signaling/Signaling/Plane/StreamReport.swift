public import Platform
public import Timing

/// What everyone may know of a stream. The names of its sessions are not among it: they are keys to them.
public struct StreamReport: Hashable, Sendable {
    /// Its name.
    public var name: StreamName
    /// What it is about, if anybody said so.
    public var title: StreamTitle?
    /// Whether there is something to see.
    public var state: State
    /// Since when there is a publisher; `nil` while there is none.
    public var began: WallClock?
    /// What the publisher sends.
    public var tracks: [Track]
    /// How many sessions watch or wait.
    public var viewers: Int
    /// How many sessions watch it as HLS.
    public var hlsViewers = 0
    /// Of how many pictures one is made H.264 for them; `nil` while none is. More than one: the machine is too slow for all.
    public var pictureDivisor: Int?
    /// What was counted and measured between the publisher and the server, of all layers together.
    public var received: [ReportFact]
    /// The same between the server and all viewers.
    public var sent: [ReportFact]

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
        /// The simulcast layers that it comes in; one without simulcast.
        public var layers: [Layer]

        /// A track.
        public init(kind: String, codec: String, layers: [Layer]) {
            self.kind = kind
            self.codec = codec
            self.layers = layers
        }
    }

    /// One encoding of a track.
    public struct Layer: Hashable, Sendable {
        /// Its place among the layers that were agreed on, which viewers' reports name it by.
        public var number: Int
        /// Whether viewers get it.
        public var isForwarded: Bool
        /// What was counted and measured.
        public var numbers: [ReportFact]

        /// A layer.
        public init(_ number: Int = 0, isForwarded: Bool = true, numbers: [ReportFact] = []) {
            self.number = number
            self.isForwarded = isForwarded
            self.numbers = numbers
        }
    }

    /// What is known of a stream.
    public init(
        _ name: StreamName, state: State, began: WallClock? = nil, tracks: [Track] = [], viewers: Int = 0,
        received: [ReportFact] = [], sent: [ReportFact] = []
    ) {
        self.name = name
        self.state = state
        self.began = began
        self.tracks = tracks
        self.viewers = viewers
        self.received = received
        self.sent = sent
    }
}
