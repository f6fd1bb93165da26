import Bytes
import RTP

/// An RTCP packet with its lists copied, for comparing.
enum Message: Equatable {
    case senderReport(SenderReport, [ReportBlock])
    case receiverReport(SSRC, [ReportBlock])
    case names([Name])
    case goodbye([SSRC], String?)
    case extendedReport(SSRC, [ExtendedReport.Part])
    case nack(SSRC, SSRC, [UInt16])
    case transportFeedback(TransportFeedbackCopy)
    case pictureLoss(PictureLossIndication)
    case fullIntraRequest(SSRC, [FullIntraRequest.Entry])
    case bitrateEstimate(SSRC, UInt64, [SSRC])
    case other(type: UInt8, count: UInt8)
    case malformed(type: UInt8)
}

/// An item of a source description.
struct Name: Equatable {
    var source: SSRC
    var kind: UInt8
    var text: String?
}

/// Transport-wide feedback with its statuses.
struct TransportFeedbackCopy: Equatable {
    var sender: SSRC
    var source: SSRC
    var base: UInt16
    var feedbackCount: UInt8
    /// The ticks at which each packet arrived, `nil` for those that did not.
    var arrivals: [UInt32?]
}

/// All packets of a datagram; `nil` when it is no RTCP.
func messages(in datagram: [UInt8]) -> [Message]? {
    guard var packets = RTCPPackets(datagram.bytes) else { return nil }
    var messages: [Message] = []
    while let packet = packets.next() {
        messages.append(Message(packet))
    }
    return messages
}

extension Message {
    init(_ packet: borrowing RTCPPacket) {
        switch copy packet {
        case .senderReport(let report, let blocks): self = .senderReport(report, Array(blocks))
        case .receiverReport(let sender, let blocks): self = .receiverReport(sender, Array(blocks))
        case .sourceDescription(var description):
            var names: [Name] = []
            while let item = description.next() {
                names.append(Name(source: item.source, kind: item.kind, text: String(utf8: item.text)))
            }
            self = .names(names)
        case .goodbye(var goodbye):
            var sources: [SSRC] = []
            while let source = goodbye.next() { sources.append(source) }
            self = .goodbye(sources, String(utf8: goodbye.reason))
        case .extendedReport(var report):
            var parts: [ExtendedReport.Part] = []
            while let part = report.next() { parts.append(part) }
            self = .extendedReport(report.sender, parts)
        case .nack(var nack):
            var numbers: [UInt16] = []
            while let number = nack.next() { numbers.append(number.value) }
            self = .nack(nack.sender, nack.source, numbers)
        case .transportFeedback(let feedback): self = .transportFeedback(TransportFeedbackCopy(feedback))
        case .pictureLoss(let loss): self = .pictureLoss(loss)
        case .fullIntraRequest(var request):
            var entries: [FullIntraRequest.Entry] = []
            while let entry = request.next() { entries.append(entry) }
            self = .fullIntraRequest(request.sender, entries)
        case .bitrateEstimate(var estimate):
            var sources: [SSRC] = []
            while let source = estimate.next() { sources.append(source) }
            self = .bitrateEstimate(estimate.sender, estimate.bitsPerSecond, sources)
        case .other(let type, let count): self = .other(type: type, count: count)
        case .malformed(let type): self = .malformed(type: type)
        }
    }
}

extension Array where Element == ReportBlock {
    fileprivate init(_ blocks: consuming ReportBlocks) {
        self = []
        while let block = blocks.next() { append(block) }
    }
}

extension TransportFeedbackCopy {
    fileprivate init(_ feedback: consuming TransportFeedback) {
        sender = feedback.sender
        source = feedback.source
        base = feedback.base.value
        feedbackCount = feedback.feedbackCount
        arrivals = []
        while let status = feedback.next() {
            precondition(
                status.number == feedback.base.advanced(by: arrivals.count), "statuses come in order")
            arrivals.append(status.arrival?.ticks)
        }
        precondition(arrivals.count == feedback.statusCount, "every status is given")
    }
}
