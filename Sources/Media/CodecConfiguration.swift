/// Everything a decoder must know before a track's first access unit, in one value.
///
/// Two equal ones need one initialisation section; a track whose value changes needs another.
public enum CodecConfiguration: Hashable, Sendable {
    case h264(H264Configuration)
    case h265(H265Configuration)
    case vp8(VPXConfiguration)
    case vp9(VPXConfiguration)
    case av1(AV1Configuration)
    case opus(OpusConfiguration)
    case aac(AACConfiguration)

    /// Which codec it configures.
    public var codec: Codec {
        switch self {
        case .h264: .h264
        case .h265: .h265
        case .vp8: .vp8
        case .vp9: .vp9
        case .av1: .av1
        case .opus: .opus
        case .aac: .aac
        }
    }

    /// The codec as `CODECS` attributes and MIME types name it (RFC 6381 §3.3).
    public var codecString: String {
        switch self {
        case .h264(let configuration): configuration.codecString
        case .h265(let configuration): configuration.codecString
        case .vp8(let configuration): configuration.codecString(of: "vp08")
        case .vp9(let configuration): configuration.codecString(of: "vp09")
        case .av1(let configuration): configuration.codecString
        // The registry and the sample entry have a capital, browsers' MediaSource takes small letters only.
        case .opus: "opus"
        case .aac(let configuration): configuration.codecString
        }
    }

    /// How large the picture is; `nil` for sound.
    public var pictureSize: PictureSize? {
        switch self {
        case .h264(let configuration): configuration.pictureSize
        case .h265(let configuration): configuration.pictureSize
        case .vp8(let configuration), .vp9(let configuration): configuration.pictureSize
        case .av1(let configuration): configuration.pictureSize
        case .opus, .aac: nil
        }
    }

    /// Samples a second; `nil` for pictures.
    public var sampleRate: Int? {
        switch self {
        case .opus: OpusConfiguration.sampleRate
        case .aac(let configuration): configuration.sampleRate
        default: nil
        }
    }

    /// How many channels the sound has; `nil` for pictures.
    public var channelCount: Int? {
        switch self {
        case .opus(let configuration): configuration.channelCount
        case .aac(let configuration): configuration.channelCount
        default: nil
        }
    }
}
