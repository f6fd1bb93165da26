import Testing

@testable import SDP

@Suite struct MediaLineTests {
    @Test(
        "an m= line is read and written",
        arguments: [
            "audio 9 UDP/TLS/RTP/SAVPF 111 63", "video 0 UDP/TLS/RTP/SAVPF 96", "audio 49170/2 RTP/AVP 31",
            "application 9 UDP/DTLS/SCTP webrtc-datachannel",
        ])
    func roundTrip(value: String) {
        #expect(MediaLine(value)?.value == value)
    }

    @Test(
        "what is no m= line is refused",
        arguments: [
            "", "audio", "audio 9 RTP/AVP", "audio 65536 RTP/AVP 0", "audio -1 RTP/AVP 0",
            "audio 9/x RTP/AVP 0",
            "audio 9 RTP/AVP" + String(repeating: " 0", count: 129),
        ])
    func malformed(value: String) {
        #expect(MediaLine(value) == nil)
    }

    @Test("payload types are numbers below 128, each once")
    func payloadTypes() {
        let line = MediaLine("video 9 UDP/TLS/RTP/SAVPF 96 96 128 x +5 127 0")
        #expect(line?.payloadTypes == [96, 127, 0])
    }

    @Test(
        "RTP is told from other transports",
        arguments: [
            ("UDP/TLS/RTP/SAVPF", true), ("UDP/TLS/RTP/SAVP", true), ("TCP/DTLS/RTP/SAVPF", true),
            ("RTP/SAVPF", true), ("RTP/AVP", true), ("udp/tls/rtp/savpf", true), ("UDP/DTLS/SCTP", false),
            ("XRTP/AVP", false),
        ])
    func transports(proto: String, isRTP: Bool) {
        #expect(MediaLine("audio 9 \(proto) 0")?.isRTP == isRTP)
    }
}
