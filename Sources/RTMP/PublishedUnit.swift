public import Media

/// One picture or one piece of sound as a publisher sent it.
public struct PublishedUnit: Hashable, Sendable {
    /// What it is in.
    public let codec: Codec
    /// What its decoder must know; `nil` where the units say it themselves.
    public let configuration: CodecConfiguration?
    /// When it is decoded, in milliseconds of the publisher's clock, not wrapping.
    public let time: Int64
    /// How many milliseconds later it is shown.
    public let compositionTime: Int32
    /// Whether the publisher calls it a keyframe.
    public let isKeyframe: Bool
    /// Its octets, as `AccessUnit` has them.
    public let bytes: [UInt8]

    /// A unit.
    public init(
        codec: Codec, configuration: CodecConfiguration?, time: Int64, compositionTime: Int32 = 0,
        isKeyframe: Bool, bytes: [UInt8]
    ) {
        self.codec = codec
        self.configuration = configuration
        self.time = time
        self.compositionTime = compositionTime
        self.isKeyframe = isKeyframe
        self.bytes = bytes
    }
}
