internal import Media

/// A codec by the four letters that Enhanced RTMP has for it.
enum FourCC {
    /// The codec of pictures.
    static func video(_ code: UInt32) -> Codec? {
        switch code {
        case 0x6176_6331: .h264  // avc1
        case 0x6876_6331: .h265  // hvc1
        case 0x7670_3039: .vp9  // vp09
        case 0x6176_3031: .av1  // av01
        default: nil
        }
    }

    /// The codec of sound.
    static func audio(_ code: UInt32) -> Codec? {
        switch code {
        case 0x4F70_7573: .opus  // Opus
        case 0x6D70_3461: .aac  // mp4a
        default: nil
        }
    }

    /// The four letters, for the operator.
    static func text(_ code: UInt32) -> String {
        String(decoding: (0..<4).map { UInt8(truncatingIfNeeded: code >> (24 - 8 * $0)) }, as: UTF8.self)
    }
}
