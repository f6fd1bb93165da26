public import SDP

/// A codec whose frames the load tester sends and follows.
public enum TrackCodec: String, CaseIterable, Hashable, Sendable {
    case h264, vp8, vp9, av1, opus

    /// The codec of an agreed format; `nil` for one that is not followed.
    public init?(_ format: MediaFormat.Codec) {
        switch format {
        case .h264: self = .h264
        case .vp8: self = .vp8
        case .vp9: self = .vp9
        case .av1: self = .av1
        case .opus: self = .opus
        default: return nil
        }
    }

    /// Whether it is a picture's.
    public var isVideo: Bool { self != .opus }

    /// Ticks of its timestamps in a second (RFC 6184 §8.2.1, 7741 §6.1, 9628 §6.1, AV1 RTP §7.1, 7587 §4.1).
    public var clockRate: UInt32 { isVideo ? 90_000 : 48_000 }
}
