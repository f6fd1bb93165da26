import Platform
import Testing

struct ICEServerURITests {
    @Test(
        "STUN and TURN servers are read as browsers read them",
        arguments: [
            ("stun:stun.example", false), ("stuns:stun.example:5349", false),
            ("turn:turn.example:3478", true),
            ("turn:turn.example?transport=udp", true), ("turns:turn.example:443?transport=tcp", true),
            ("turn:[2001:db8::1]:3478", true), ("turn:203.0.113.9", true),
        ])
    func read(text: String, isRelay: Bool) throws {
        let uri = try #require(ICEServerURI(text))
        #expect(uri.text == text)
        #expect(uri.isRelay == isRelay)
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "turn", "turn:", "turn:?transport=udp", "stun://stun.example", "STUN:stun.example", "http:a",
            "stun:stun.example?transport=udp", "turn:a?transport=sctp", "turn:a?x=1", "turn:user@a",
            "turn:a>; rel=\"x\"", "turn:a b", "turn:a\r\nx: y",
        ])
    func refused(text: String) {
        #expect(ICEServerURI(text) == nil)
    }
}
