internal import Bytes
internal import RTP
internal import SDP

extension MediaFormat.Codec {
    /// Whether decoding can begin with a packet of this codec. Any packet of audio will do.
    func canBegin(with payload: RawSpan) -> Bool {
        switch self {
        case .h264: H264Depacketizer.startsKeyframe(payload)
        case .h265: H265Depacketizer.startsKeyframe(payload)
        case .vp8: VP8Descriptor.startsKeyframe(payload)
        case .vp9: VP9Descriptor.startsKeyframe(payload)
        case .av1: AV1AggregationHeader.startsKeyframe(payload)
        case .opus, .pcmu, .pcma, .redundantAudio, .telephoneEvent, .retransmission, .other: true
        }
    }
}
