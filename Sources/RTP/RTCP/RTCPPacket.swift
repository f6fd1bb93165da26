import Bytes

/// One RTCP packet, borrowed from its datagram.
///
/// What comes in lists is given as a reader, so that nothing is allocated for a report or a NACK.
public enum RTCPPacket: ~Escapable {
    /// What a sender has sent, and how well it receives others (RFC 3550 §6.4.1).
    case senderReport(SenderReport, ReportBlocks)
    /// How well a receiver receives (RFC 3550 §6.4.2).
    case receiverReport(SSRC, ReportBlocks)
    /// Names of sources (RFC 3550 §6.5).
    case sourceDescription(SourceDescription)
    /// Sources that leave (RFC 3550 §6.6).
    case goodbye(Goodbye)
    /// Round trips of receivers that send nothing (RFC 3611).
    case extendedReport(ExtendedReport)
    /// Packets that are missing (RFC 4585 §6.2.1).
    case nack(GenericNACK)
    /// When packets arrived (transport-wide congestion control).
    case transportFeedback(TransportFeedback)
    /// A wish for a keyframe (RFC 4585 §6.3.1).
    case pictureLoss(PictureLossIndication)
    /// An order for a keyframe (RFC 5104 §4.3.1).
    case fullIntraRequest(FullIntraRequest)
    /// How much a receiver believes it can receive (REMB).
    case bitrateEstimate(BitrateEstimate)
    /// A message that we do not know, or do not need, such as APP.
    case other(type: UInt8, count: UInt8)
    /// A message that we know, with a body that cannot be right. The packets behind it are still sound.
    case malformed(type: UInt8)

    /// Reads the body that belongs to a head.
    @_lifetime(copy body)
    init(_ head: RTCPHead, _ body: RawSpan) {
        self = .malformed(type: head.type)
        let count = Int(head.count)
        switch (head.type, head.count) {
        case (RTCPType.senderReport, _):
            guard let report = SenderReport(body),
                let blocks = ReportBlocks(body, from: SenderReport.byteCount, count: count)
            else { return }
            self = .senderReport(report, blocks)
        case (RTCPType.receiverReport, _):
            var reader = ByteReader(body)
            guard let sender = reader.readUInt32(), let blocks = ReportBlocks(body, from: 4, count: count)
            else {
                return
            }
            self = .receiverReport(SSRC(sender), blocks)
        case (RTCPType.sourceDescription, _):
            self = .sourceDescription(SourceDescription(body, chunkCount: count))
        case (RTCPType.goodbye, _):
            if let goodbye = Goodbye(body, count: count) { self = .goodbye(goodbye) }
        case (RTCPType.extendedReport, _):
            if let report = ExtendedReport(body) { self = .extendedReport(report) }
        case (RTCPType.transportFeedback, GenericNACK.format):
            if let nack = GenericNACK(body) { self = .nack(nack) }
        case (RTCPType.transportFeedback, TransportFeedback.format):
            if let feedback = TransportFeedback(body) { self = .transportFeedback(feedback) }
        case (RTCPType.payloadFeedback, PictureLossIndication.format):
            if let loss = PictureLossIndication(body) { self = .pictureLoss(loss) }
        case (RTCPType.payloadFeedback, FullIntraRequest.format):
            if let request = FullIntraRequest(body) { self = .fullIntraRequest(request) }
        case (RTCPType.payloadFeedback, BitrateEstimate.format):
            // Application-layer feedback of others has the same format and another name inside.
            if let estimate = BitrateEstimate(body) {
                self = .bitrateEstimate(estimate)
            } else if !BitrateEstimate.isNamed(body) {
                self = .other(type: head.type, count: head.count)
            }
        default:
            self = .other(type: head.type, count: head.count)
        }
    }
}
