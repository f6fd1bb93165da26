import Bytes
import RTP
import Simulation
import Testing

@Suite struct ReportTests {
    static let report = SenderReport(
        sender: SSRC(0x0102_0304), ntpTime: NTPTime(0x1112_1314_1516_1718),
        timestamp: RTPTimestamp(0x2122_2324),
        packetCount: 0x3132_3334, octetCount: 0x4142_4344)

    static let block = ReportBlock(
        source: SSRC(0x5152_5354), fractionLost: 0x61, cumulativeLost: -2, highestSequence: 0x7172_7374,
        jitter: 0x8182_8384, lastReport: 0x9192_9394, delaySinceLastReport: 0xA1A2_A3A4)

    static let blockBytes: [UInt8] = [
        0x51, 0x52, 0x53, 0x54,  // source
        0x61, 0xFF, 0xFF, 0xFE,  // fraction lost, cumulative lost: -2
        0x71, 0x72, 0x73, 0x74,  // highest sequence number
        0x81, 0x82, 0x83, 0x84,  // jitter
        0x91, 0x92, 0x93, 0x94,  // last SR
        0xA1, 0xA2, 0xA3, 0xA4,  // delay since last SR
    ]

    @Test("a sender report has its fields where RFC 3550 draws them")
    func senderReport() {
        let bytes: [UInt8] =
            [
                0x81, 200, 0, 12,  // V=2, one block, SR, 13 words
                0x01, 0x02, 0x03, 0x04,  // sender
                0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18,  // NTP
                0x21, 0x22, 0x23, 0x24,  // RTP
                0x31, 0x32, 0x33, 0x34,  // packets
                0x41, 0x42, 0x43, 0x44,  // octets
            ] + Self.blockBytes
        #expect(serialised { Self.report.write(blocks: [Self.block], to: &$0) } == bytes)
        #expect(messages(in: bytes) == [.senderReport(Self.report, [Self.block])])
    }

    @Test("a receiver report may have no blocks, and what a profile adds is passed over")
    func receiverReport() {
        #expect(
            serialised { ReceiverReport.write(sender: SSRC(9), blocks: [], to: &$0) } == [
                0x80, 201, 0, 1, 0, 0, 0, 9,
            ])
        let extended: [UInt8] = [0x81, 201, 0, 8, 0, 0, 0, 9] + Self.blockBytes + [1, 2, 3, 4]
        #expect(messages(in: extended) == [.receiverReport(SSRC(9), [Self.block])])
    }

    @Test("a report with fewer blocks than it counts is malformed")
    func missingBlock() {
        let bytes: [UInt8] = [0x82, 201, 0, 7, 0, 0, 0, 9] + Self.blockBytes
        #expect(messages(in: bytes) == [.malformed(type: 201)])
    }

    @Test("more than 31 blocks do not fit in the count")
    func manyBlocks() {
        let blocks = [ReportBlock](repeating: Self.block, count: 40)
        let bytes = serialised { ReceiverReport.write(sender: SSRC(9), blocks: blocks, to: &$0) }
        #expect(messages(in: bytes) == [.receiverReport(SSRC(9), Array(blocks.prefix(31)))])
    }

    @Test("losses stay in 24 bits")
    func clamp() {
        var block = Self.block
        for (lost, expected) in [(Int32.max, 0x7F_FFFF), (.min, -0x80_0000), (5, 5)] as [(Int32, Int32)] {
            block = ReportBlock(
                source: block.source, fractionLost: 0, cumulativeLost: lost, highestSequence: 0, jitter: 0,
                lastReport: 0, delaySinceLastReport: 0)
            #expect(block.cumulativeLost == expected)
        }
    }

    /// RFC 3550 §6.4.1, figure 2: the SR is named B705:2000, it was held for 5.25 s, and the
    /// answer came at B710:8000.
    @Test("the round trip of RFC 3550's example")
    func roundTrip() {
        var block = Self.block
        block.lastReport = 0xB705_2000
        block.delaySinceLastReport = 0x0005_4000
        #expect(block.roundTripTime(arrival: NTPTime(0xB44D_B710_8000_0000)) == .milliseconds(6125))
        block.delaySinceLastReport = 0x000C_0000
        #expect(block.roundTripTime(arrival: NTPTime(0xB44D_B710_8000_0000)) == nil)
        block.lastReport = 0
        #expect(block.roundTripTime(arrival: NTPTime(0xB44D_B710_8000_0000)) == nil)
    }
}
