public import Media

/// One picture or one piece of sound as its source sent it, whatever it came by.
public struct SourceUnit: Hashable, Sendable {
    /// What it is in.
    public let codec: Codec
    /// What its decoder must know, where that is told beside the units.
    public let configuration: CodecConfiguration?
    /// When it is decoded, in nanoseconds of the source's clock.
    public let time: Int64
    /// How many nanoseconds later it is shown.
    public let compositionTime: Int64
    /// Whether its source calls it a keyframe, for codecs whose units are not looked into.
    public let isKeyframe: Bool
    /// Its octets, as `AccessUnit` has them.
    public let bytes: [UInt8]

    /// A unit.
    public init(
        codec: Codec, configuration: CodecConfiguration?, time: Int64, compositionTime: Int64 = 0,
        isKeyframe: Bool = true, bytes: [UInt8]
    ) {
        self.codec = codec
        self.configuration = configuration
        self.time = time
        self.compositionTime = compositionTime
        self.isKeyframe = isKeyframe
        self.bytes = bytes
    }
}
