internal import CAVCodec
internal import Media

/// What libavcodec is asked for at most.
enum LibraryBounds {
    /// The most pixels of a picture: 8K. What says that it has more is not decoded.
    static let mostPixels: Int64 = 8192 * 4320
    /// The longest record that says how to decode.
    static let longestRecord = 1 << 16
}

extension starling_av_codec {
    /// What the library knows a codec of pictures by; `nil` for those of sound.
    init?(_ codec: Codec) {
        switch codec {
        case .h264: self = starling_av_h264
        case .h265: self = starling_av_h265
        case .vp8: self = starling_av_vp8
        case .vp9: self = starling_av_vp9
        case .av1: self = starling_av_av1
        case .opus, .aac: return nil
        }
    }
}
