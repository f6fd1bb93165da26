import Bytes

/// The RTCP packets in one datagram, read one after the other without copying.
///
/// A datagram is taken when its packets fill it exactly, in version 2 and with sensible padding (RFC 3550 §A.2).
/// It need not begin with a report: reduced-size RTCP (RFC 5506) is allowed always, since a peer that agreed to it
/// and one that did not look alike from here.
///
/// Deviation: padding is accepted in every packet and in any size, where RFC 3550 §6.4.1 wants it in the last
/// and in whole words; browsers pad transport-wide feedback by single octets.
public struct RTCPPackets: ~Escapable {
    /// What has not been read.
    private var reader: ByteReader

    /// Checks how the packets are framed; `nil` when the datagram is no RTCP.
    @_lifetime(copy datagram)
    public init?(_ datagram: RawSpan) {
        reader = ByteReader(datagram)
        var ahead = reader
        guard !ahead.isAtEnd else { return nil }
        while !ahead.isAtEnd {
            guard let head = RTCPHead(&ahead), Self.body(head, &ahead) != nil else { return nil }
        }
    }

    /// Whether a datagram that RFC 7983 gives to RTP or RTCP is RTCP: its second octet is 192 to 223, which would
    /// be an RTP payload type of 64 to 95 with the marker set, and those are not used (RFC 5761 §4).
    public static func isRTCP(_ datagram: RawSpan) -> Bool {
        guard let type = datagram.byte(at: 1) else { return false }
        return 192...223 ~= type
    }

    /// The next packet, `nil` behind the last.
    @_lifetime(copy self)
    public mutating func next() -> RTCPPacket? {
        guard let head = RTCPHead(&reader), let body = Self.body(head, &reader) else { return nil }
        return RTCPPacket(head, body)
    }

    /// What follows a head, without the padding.
    @_lifetime(copy reader)
    private static func body(_ head: RTCPHead, _ reader: inout ByteReader) -> RawSpan? {
        guard let body = reader.read(head.bodyByteCount) else { return nil }
        guard head.hasPadding else { return body }
        guard let padding = body.byte(at: body.byteCount - 1), padding > 0, Int(padding) <= body.byteCount
        else {
            return nil
        }
        return body.extracting(0..<(body.byteCount - Int(padding)))
    }
}
