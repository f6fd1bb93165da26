/// The header extensions we know, each with the URI that names it in SDP (RFC 8285 §5).
public enum ExtensionKind: UInt8, CaseIterable, Sendable {
    /// Which media section a packet belongs to (RFC 9143 §15).
    case mid = 1
    /// Which simulcast encoding a packet belongs to (RFC 8852).
    case streamID
    /// Which simulcast encoding a retransmission repairs (RFC 8852).
    case repairedStreamID
    /// When the packet left its sender, `AbsoluteSendTime`.
    case absoluteSendTime
    /// The packet's number across all streams of a transport, `TransportSequence`.
    case transportSequence
    /// The same, with feedback on request, `TransportSequence`.
    case transportSequence2
    /// How loud the audio in the packet is, `AudioLevel` (RFC 6464).
    case audioLevel
    /// How the picture must be turned for display, `VideoOrientation` (3GPP TS 26.114).
    case videoOrientation
    /// How long the receiver should hold the media back, `PlayoutDelay`.
    case playoutDelay
    /// When the media was captured, `AbsoluteCaptureTime`.
    case absoluteCaptureTime
    /// What a frame depends on, `DependencyDescriptor` (AV1 RTP, appendix A).
    case dependencyDescriptor
    /// Which layers are sent at which bitrate and size, `VideoLayersAllocation`.
    case videoLayersAllocation
    /// How much later than its timestamp a packet was sent, `TransmissionOffset` (RFC 5450).
    case transmissionOffset

    /// The URI in `a=extmap`.
    public var uri: String {
        switch self {
        case .mid: "urn:ietf:params:rtp-hdrext:sdes:mid"
        case .streamID: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
        case .repairedStreamID: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
        case .absoluteSendTime: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
        case .transportSequence:
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
        case .transportSequence2: "http://www.webrtc.org/experiments/rtp-hdrext/transport-wide-cc-02"
        case .audioLevel: "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
        case .videoOrientation: "urn:3gpp:video-orientation"
        case .playoutDelay: "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
        case .absoluteCaptureTime: "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
        case .dependencyDescriptor:
            "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
        case .videoLayersAllocation:
            "http://www.webrtc.org/experiments/rtp-hdrext/video-layers-allocation00"
        case .transmissionOffset: "urn:ietf:params:rtp-hdrext:toffset"
        }
    }

    /// The extension that `uri` names, if we know it. URIs are compared character by character.
    public init?(uri: String) {
        guard let kind = Self.allCases.first(where: { $0.uri == uri }) else { return nil }
        self = kind
    }
}
