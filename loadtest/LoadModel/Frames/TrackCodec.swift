internal import Media
import RTP
public import SDP

/// A codec whose frames the load tester sends and follows.
public enum TrackCodec: String, CaseIterable, Hashable, Sendable {
    case h264, h265, vp8, vp9, av1, opus

    /// The codec of an agreed format; `nil` for one that is not followed.
    public init?(_ format: MediaFormat.Codec) {
        switch format {
        case .h264: self = .h264
        case .h265: self = .h265
        case .vp8: self = .vp8
        case .vp9: self = .vp9
        case .av1: self = .av1
        case .opus: self = .opus
        default: return nil
        }
    }

    /// The same as all else calls it.
    var media: Codec {
        switch self {
        case .h264: .h264
        case .h265: .h265
        case .vp8: .vp8
        case .vp9: .vp9
        case .av1: .av1
        case .opus: .opus
        }
    }

    /// Whether it is a picture's.
    public var isVideo: Bool { self != .opus }

    /// Whether decoding can begin with a payload.
    func startsKeyframe(_ payload: RawSpan) -> Bool {
        switch self {
        case .h264: H264Depacketizer.startsKeyframe(payload)
        case .h265: H265Depacketizer.startsKeyframe(payload)
        case .vp8: VP8Descriptor.startsKeyframe(payload)
        case .vp9: VP9Descriptor.startsKeyframe(payload)
        case .av1: AV1AggregationHeader.startsKeyframe(payload)
        case .opus: true
        }
    }

    /// Ticks of its timestamps in a second (RFC 6184 §8.2.1, 7798 §7.1, 7741 §6.1, 9628 §6.1, AV1 RTP §7.1, 7587 §4.1).
    public var clockRate: UInt32 { isVideo ? 90_000 : 48_000 }
}
