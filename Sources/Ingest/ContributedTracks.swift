public import Media

/// What a publisher brings, once it is known.
public struct ContributedTracks: Hashable, Sendable {
    /// What its pictures and its sound are; `nil` for what it does not bring.
    public var video: CodecConfiguration?, audio: CodecConfiguration?
    /// The codec of pictures that tell their configuration themselves.
    public var videoCodec: Codec?
}
