internal import Bytes
internal import RTP

/// What a datagram on a media port is, told by its first octets.
///
/// The ranges of RFC 7983 §7; those of ZRTP and TURN channels are nothing we speak. RTCP is told from RTP by what
/// would be the payload type (RFC 5761 §4).
public enum PacketClass: Hashable, Sendable {
    /// 0 to 3.
    case stun
    /// 20 to 63.
    case dtls
    /// 128 to 191, payload types outside 64 to 95.
    case rtp
    /// 128 to 191, payload types 64 to 95.
    case rtcp

    /// The class of a datagram; `nil` for what is none of ours.
    public init?(_ datagram: RawSpan) {
        guard let first = datagram.byte(at: 0) else { return nil }
        switch first {
        case 0...3: self = .stun
        case 20...63: self = .dtls
        case 128...191: self = RTCPPackets.isRTCP(datagram) ? .rtcp : .rtp
        default: return nil
        }
    }
}
