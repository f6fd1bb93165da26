import Bytes
import Testing

@testable import SRTP

@Suite struct RTPHeadTests {
    /// Two contributing sources and an extension of two words.
    static let full: [UInt8] = [
        0b10_0_1_0010, 96,  // version 2, extension, two sources; payload type
        0x12, 0x34,  // number
        0, 0, 0, 9,  // timestamp
        0xDE, 0xAD, 0xBE, 0xEF,  // SSRC
        0, 0, 0, 7, 0, 0, 0, 8,  // contributing sources
        0xBE, 0xDE, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8,  // extension
        0xAA,  // payload
    ]

    @Test("sources and extension count to the header")
    func full() {
        let head = RTPHead(Self.full.bytes)
        #expect(head?.count == 32 && head?.ssrc == 0xDEAD_BEEF && head?.sequenceNumber == 0x1234)
    }

    @Test("a packet cut inside its header is refused, at every length")
    func truncation() {
        for count in 0..<32 {
            let cut = Array(Self.full.prefix(count))
            let head = RTPHead(cut.bytes)
            #expect(head == nil, "\(count) octets")
        }
    }

    @Test("other versions are refused", arguments: [0x00, 0x40, 0xC0] as [UInt8])
    func version(bits: UInt8) {
        let (packet, report) = ([bits] + rtpPacket(1)[1...], [bits] + rtcpPacket()[1...])
        let (rtp, rtcp) = (RTPHead(packet.bytes), RTCPHead(report.bytes))
        #expect(rtp == nil && rtcp == nil)
    }

    @Test("the head of RTCP is eight octets")
    func rtcp() {
        let packet = rtcpPacket(ssrc: 0xDEAD_BEEF)
        let head = RTCPHead(packet.bytes)
        #expect(head?.ssrc == 0xDEAD_BEEF)
        for count in 0..<8 {
            let cut = Array(packet.prefix(count))
            let head = RTCPHead(cut.bytes)
            #expect(head == nil, "\(count) octets")
        }
    }
}
