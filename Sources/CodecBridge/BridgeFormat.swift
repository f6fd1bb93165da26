public import Media

/// What units are, as a decoder of any make has to know it.
public struct BridgeFormat: Hashable, Sendable {
    /// Their codec.
    public let codec: Codec
    /// What is not in them: the `avcC` or `hvcC` of H.264 and H.265, the AudioSpecificConfig of AAC, how many channels
    /// Opus has in one octet; nothing of other codecs.
    public let record: [UInt8]

    /// A format.
    public init(_ codec: Codec, record: [UInt8] = []) {
        self.codec = codec
        self.record = record
    }

    /// The format of units that are configured so.
    public init(_ configuration: CodecConfiguration) {
        let record: [UInt8] =
            switch configuration {
            case .h264(let codec): codec.record
            case .h265(let codec): codec.record
            case .aac(let codec): codec.record
            case .opus(let codec): [UInt8(codec.channelCount)]
            // Their keyframes tell all.
            case .vp8, .vp9, .av1: []
            }
        self.init(configuration.codec, record: record)
    }
}
