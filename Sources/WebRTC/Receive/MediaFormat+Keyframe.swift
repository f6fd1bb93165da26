internal import Bytes
public import Media
internal import RTP
public import SDP

extension MediaFormat.Codec {
    /// Whether decoding can begin with a packet of this codec. Any packet of audio will do.
    func canBegin(with payload: RawSpan) -> Bool {
        switch self {
        case .h264: H264Depacketizer.startsKeyframe(payload)
        case .h265: H265Depacketizer.startsKeyframe(payload)
        case .vp8: VP8Descriptor.startsKeyframe(payload)
        case .vp9: VP9Descriptor.startsKeyframe(payload)
        case .av1: AV1AggregationHeader.startsKeyframe(payload)
        case .opus, .pcmu, .pcma, .redundantAudio, .telephoneEvent, .retransmission, .parity, .other: true
        }
    }

    /// The size of the pictures that begin with a packet of this codec; `nil` where it does not tell.
    public func pictureSize(in payload: RawSpan) -> PictureSize? {
        switch self {
        case .h264: PictureSize(payload: payload, of: .h264)
        case .h265: PictureSize(payload: payload, of: .h265)
        case .vp8: PictureSize(payload: payload, of: .vp8)
        case .vp9: PictureSize(payload: payload, of: .vp9)
        case .av1: PictureSize(payload: payload, of: .av1)
        case .opus, .pcmu, .pcma, .redundantAudio, .telephoneEvent, .retransmission, .parity, .other: nil
        }
    }
}
