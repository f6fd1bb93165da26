public import Media

/// One picture or one piece of sound of a transport stream.
public struct StreamUnit: Hashable, Sendable {
    /// What it is in.
    public let codec: Codec
    /// What its decoder must know.
    public let configuration: CodecConfiguration
    /// When it is decoded, in ticks of 90 kHz, not wrapping and without the jumps of the source's clock.
    public let time: Int64
    /// How many ticks later it is shown.
    public let compositionTime: Int32
    /// Whether decoding can begin with it.
    public let isKeyframe: Bool
    /// Its octets, as `AccessUnit` has them.
    public let bytes: [UInt8]

    /// A unit.
    public init(
        codec: Codec, configuration: CodecConfiguration, time: Int64, compositionTime: Int32,
        isKeyframe: Bool,
        bytes: [UInt8]
    ) {
        (self.codec, self.configuration) = (codec, configuration)
        (self.time, self.compositionTime) = (time, compositionTime)
        (self.isKeyframe, self.bytes) = (isKeyframe, bytes)
    }
}
