import Bytes
import Simulation
import Testing

@testable import SDP

@Suite struct ICEFragmentTests {
    /// A client's candidates, in the form of WHIP's example (RFC 9725 §4.3.2).
    static let trickle = """
        a=group:BUNDLE 0 1
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        a=mid:0
        a=ice-ufrag:EsAw
        a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
        a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1
        a=candidate:3471623853 1 udp 2122194687 198.51.100.1 61765 typ host generation 0 ufrag EsAw network-id 2
        a=candidate:473322822 1 sctp 1518280447 192.0.2.1 9 typ host
        a=end-of-candidates

        """

    private func parse(_ text: String) throws -> ICEFragment {
        try ICEFragment(parsing: Array(text.utf8).bytes)
    }

    @Test("candidates are read, those of unknown kinds left out")
    func reading() throws {
        let fragment = try parse(Self.trickle)
        #expect(fragment.credentials == LocalTransport.server.credentials)
        #expect(
            fragment.mid == "0" && fragment.bundle == ["0", "1"] && fragment.isComplete && !fragment.isLite)
        #expect(fragment.candidates.map(\.port) == [61764, 61765])
        #expect(fragment.candidates.map(\.ufrag) == ["EsAw", "EsAw"])
    }

    @Test("a restart's answer is written as it is read")
    func roundTrip() throws {
        let transport = LocalTransport.server
        var fragment = ICEFragment(
            credentials: transport.credentials, candidates: transport.candidates, mid: "0", isComplete: true)
        fragment.isLite = true
        fragment.options = ["ice2", "trickle"]
        fragment.bundle = ["0", "1"]
        #expect(
            fragment.text.split(separator: "\r\n").prefix(6) == [
                "a=ice-lite", "a=ice-options:ice2 trickle", "a=group:BUNDLE 0 1",
                "m=audio 9 UDP/TLS/RTP/SAVPF 0", "a=mid:0", "a=ice-ufrag:EsAw",
            ])
        #expect(fragment.text.hasSuffix("a=end-of-candidates\r\n"))
        #expect(try parse(fragment.text) == fragment)
    }

    @Test("everything may stand at the session level")
    func sessionLevel() throws {
        let fragment = ICEFragment(
            credentials: LocalTransport.client.credentials, candidates: LocalTransport.server.candidates,
            mid: nil,
            isComplete: false)
        #expect(fragment.text.hasPrefix("a=ice-ufrag:cLnt\r\n"))
        #expect(try parse(fragment.text) == fragment)
    }

    @Test("only the end may be told")
    func endOnly() throws {
        let fragment = try parse("a=end-of-candidates")
        #expect(fragment.isComplete && fragment.candidates.isEmpty && fragment.credentials == nil)
    }

    @Test(
        "a fragment that cannot be read is told by its line",
        arguments: ["", "hello", "a=ice-ufrag:x\na=ice-pwd:y"])
    func malformed(text: String) {
        #expect(throws: SDPError.self) { try parse(text) }
    }

    @Test("a fragment cut short anywhere, or damaged, does no harm")
    func damage() throws {
        let bytes = Array(Self.trickle.utf8)
        for count in 0..<bytes.count { _ = try? ICEFragment(parsing: Array(bytes.prefix(count)).bytes) }
        let good = Mutations(of: [bytes]).count { (try? ICEFragment(parsing: $0.bytes)) != nil }
        #expect(good > 0)
    }
}
