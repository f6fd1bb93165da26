public import SDP

/// What a feed brings of one kind of media.
public struct FeedTrack: Hashable, Sendable {
    /// What it is.
    public let kind: MediaKind
    /// The codec's name, as SDP has it.
    public let codec: String
    /// The format of its packets; `nil` where viewers over WebRTC get none, since they do not take the codec.
    public let format: MediaFormat?
    /// Samples a second; `nil` for pictures.
    public let sampleRate: Int?

    /// A track.
    public init(_ kind: MediaKind, codec: String, format: MediaFormat?, sampleRate: Int? = nil) {
        self.kind = kind
        self.codec = codec
        self.format = format
        self.sampleRate = sampleRate
    }
}
