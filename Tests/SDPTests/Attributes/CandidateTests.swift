import Bytes
import Testing

@testable import SDP

@Suite struct CandidateTests {
    @Test(
        "candidates of all kinds are read and written",
        arguments: [
            "1 1 udp 2130706431 203.0.113.141 8998 typ host",
            "2 1 udp 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998",
            "0 1 udp 2122187007 2001:db8::7 44258 typ host generation 0 network-id 3 network-cost 50",
            "2 1 tcp 2105458943 198.51.100.7 9 typ host tcptype active",
            "3 2 tcp 1518149375 203.0.113.1 8189 typ host tcptype passive generation 0 ufrag EsAw",
            "7 1 udp 41885439 192.0.2.9 3478 typ relay raddr 0.0.0.0 rport 0",
            "6 1 udp 2113937151 3e0c2f3a-1f8f-4a5e-8a44-0e7d1c9b6d52.local 52008 typ host",
        ])
    func roundTrip(value: String) {
        #expect(rewritten(Candidate.self, value) == value)
    }

    @Test("each field is in its place")
    func fields() {
        let candidate = Candidate(
            "candidate:f0 1 UDP 7 203.0.113.1 5000 typ prflx raddr 2001:db8::1 rport 6000 ufrag abcd")
        #expect(candidate?.foundation == "f0" && candidate?.component == 1 && candidate?.transport == .udp)
        #expect(candidate?.priority == 7 && candidate?.port == 5000 && candidate?.kind == .peerReflexive)
        #expect(candidate?.ip == IPAddress("203.0.113.1"))
        #expect(candidate?.relatedAddress == "2001:db8::1" && candidate?.relatedPort == 6000)
        #expect(candidate?.ufrag == "abcd")
        #expect(Candidate("1 1 udp 1 a.local 9 typ host")?.ip == nil)
    }

    @Test(
        "what is no candidate, or of a kind we do not know, is refused",
        arguments: [
            "", "1 1 udp 1 192.0.2.1 9", "1 1 udp 1 192.0.2.1 9 typ", "1 1 sctp 1 192.0.2.1 9 typ host",
            "1 0 udp 1 192.0.2.1 9 typ host", "1 257 udp 1 192.0.2.1 9 typ host",
            "1 1 udp 4294967296 192.0.2.1 9 typ host", "1 1 udp 1 192.0.2.1 65536 typ host",
            "1 1 udp 1 192.0.2.1 9 typ magic", "1 1 udp 1 192.0.2.1 9 typ host rport",
            "1 1 udp 1 192.0.2.1 9 typ host rport x", "1 1 udp 1 192.0.2.1 9 typ host tcptype x",
            "candidate: 1 udp 1 192.0.2.1 9 typ host x",
        ])
    func malformed(value: String) {
        #expect(Candidate(value) == nil)
    }
}
