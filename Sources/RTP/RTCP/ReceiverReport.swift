public import Bytes

/// How well one who sends nothing receives (RFC 3550 §6.4.2): the reporter's SSRC and the blocks.
public enum ReceiverReport {
    /// Writes the packet, with at most 31 report blocks. None is allowed: such a packet leads a compound one.
    public static func write(sender: SSRC, blocks: [ReportBlock], to writer: inout ByteWriter) {
        let blocks = blocks.prefix(31)
        RTCPHead.write(type: RTCPType.receiverReport, count: blocks.count, to: &writer) { writer in
            writer.write(sender.value)
            for block in blocks { block.write(to: &writer) }
        }
    }
}
