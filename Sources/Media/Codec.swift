/// The codecs that a track can be in.
public enum Codec: String, Hashable, Sendable, CaseIterable {
    case h264, h265, vp8, vp9, av1
    case opus, aac

    /// Whether it is a codec of pictures.
    public var isVideo: Bool {
        switch self {
        case .h264, .h265, .vp8, .vp9, .av1: true
        case .opus, .aac: false
        }
    }
}
