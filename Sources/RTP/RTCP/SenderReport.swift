public import Bytes

/// What a sender has sent, and one moment on both its clocks (RFC 3550 §6.4.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                         SSRC of sender                        |
///     |                 NTP timestamp, 64 bits                        |
///     |                         RTP timestamp                         |
///     |                     sender's packet count                     |
///     |                      sender's octet count                     |
///     |                     report blocks ...                         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct SenderReport: Hashable, Sendable {
    /// The sender.
    public var sender: SSRC
    /// The moment on the wall clock, 0 when the sender has none.
    public var ntpTime: NTPTime
    /// The same moment on the media's clock.
    public var timestamp: RTPTimestamp
    /// How many packets it has sent, modulo 2^32.
    public var packetCount: UInt32
    /// How many payload octets it has sent, modulo 2^32.
    public var octetCount: UInt32

    /// How many octets the sender's part takes.
    static let byteCount = 24

    /// A report.
    public init(
        sender: SSRC, ntpTime: NTPTime, timestamp: RTPTimestamp, packetCount: UInt32, octetCount: UInt32
    ) {
        self.sender = sender
        self.ntpTime = ntpTime
        self.timestamp = timestamp
        self.packetCount = packetCount
        self.octetCount = octetCount
    }

    /// Reads the sender's part of a body.
    init?(_ body: RawSpan) {
        var reader = ByteReader(body)
        guard let sender = reader.readUInt32(), let time = reader.readUInt64(),
            let timestamp = reader.readUInt32(),
            let packets = reader.readUInt32(), let octets = reader.readUInt32()
        else { return nil }
        self.sender = SSRC(sender)
        ntpTime = NTPTime(time)
        self.timestamp = RTPTimestamp(timestamp)
        packetCount = packets
        octetCount = octets
    }

    /// Writes the packet, with at most 31 report blocks.
    public func write(blocks: [ReportBlock] = [], to writer: inout ByteWriter) {
        let blocks = blocks.prefix(31)
        RTCPHead.write(type: RTCPType.senderReport, count: blocks.count, to: &writer) { writer in
            writer.write(sender.value)
            writer.write(ntpTime.value)
            writer.write(timestamp.value)
            writer.write(packetCount)
            writer.write(octetCount)
            for block in blocks { block.write(to: &writer) }
        }
    }
}
