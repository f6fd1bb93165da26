public import WebRTC

/// What is known of where a stream comes from.
public struct PublicationNumbers: Sendable {
    /// One encoding that the publisher sends.
    public struct Layer: Sendable {
        /// What was counted and measured.
        public let numbers: MediaNumbers
        /// Whether it is the best of its kind, which viewers get whose paths carry it.
        public let isForwarded: Bool
    }

    /// How far its publisher is; `nil` while there is none.
    public internal(set) var progress: PeerProgress?
    /// Whether its publisher has gone and its viewers are kept for a while.
    public internal(set) var isInterrupted = false
    /// What the publisher sends, in the order of its session.
    public internal(set) var layers: [Layer] = []
    /// The round trip to the publisher.
    public internal(set) var roundTrip: Duration?

    /// Nothing known.
    init() {}

    /// All layers together.
    public var counts: MediaCounts {
        layers.reduce(into: MediaCounts()) { $0.add($1.numbers.counts) }
    }

    /// How much comes in.
    public var bitsPerSecond: UInt64 { layers.reduce(0) { $0 + $1.numbers.bitsPerSecond } }

    /// The largest share of packets lost of any layer, 0 to 1.
    public var fractionLost: Double { layers.map(\.numbers.fractionLost).max() ?? 0 }
}
