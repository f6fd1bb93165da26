import Bytes
import RTP

/// What `write` writes into plenty of room.
func serialised(_ write: (inout ByteWriter) -> Void) -> [UInt8] {
    [UInt8](capacity: 4096, writing: write) ?? []
}

/// An RTCP message, as far as these tests look at it, in a value that outlives the datagram.
enum Message: Equatable {
    case senderReport(SSRC, blocks: Int)
    case receiverReport(SSRC, blocks: Int)
    case name(String)
    case nack([UInt16])
    case pictureLoss(SSRC)
    case arrivals(base: UInt16, [Bool], count: UInt8)
    case other

    /// The messages of a datagram; `nil` when it is no RTCP.
    static func all(in datagram: [UInt8]) -> [Message]? {
        guard var packets = RTCPPackets(datagram.bytes) else { return nil }
        var messages: [Message] = []
        while let packet = packets.next() { messages.append(Message(packet)) }
        return messages
    }

    private init(_ packet: borrowing RTCPPacket) {
        switch copy packet {
        case .senderReport(let report, var blocks):
            self = .senderReport(report.sender, blocks: Self.count { blocks.next() != nil })
        case .receiverReport(let sender, var blocks):
            self = .receiverReport(sender, blocks: Self.count { blocks.next() != nil })
        case .sourceDescription(var description):
            self = .other
            if let item = description.next() { self = .name(String(utf8: item.text) ?? "") }
        case .nack(var nack):
            var numbers: [UInt16] = []
            while let number = nack.next() { numbers.append(number.value) }
            self = .nack(numbers)
        case .pictureLoss(let loss): self = .pictureLoss(loss.source)
        case .transportFeedback(var feedback):
            var arrived: [Bool] = []
            while let status = feedback.next() { arrived.append(status.arrival != nil) }
            self = .arrivals(base: feedback.base.value, arrived, count: feedback.feedbackCount)
        default: self = .other
        }
    }

    private static func count(_ next: () -> Bool) -> Int {
        var count = 0
        while next() { count += 1 }
        return count
    }
}
