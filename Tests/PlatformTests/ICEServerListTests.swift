import Platform
import Testing
import Timing

struct ICEServerListTests {
    private let now = WallClock(nanoseconds: 1_700_000_000_999_999_999)

    @Test("a TURN server gets a name that ends in time, and its code under the secret")
    func credentials() throws {
        // The password is what Python's hmac gives: base64(HMAC-SHA1("north-wind-and-sun", "1700086400:stage")).
        let list = ICEServerList(
            try ["stun:turn.example", "turn:turn.example?transport=udp", "turns:turn.example:443"].map {
                try #require(ICEServerURI($0))
            }, secret: Secret("north-wind-and-sun"), lifetime: .seconds(86_400))
        let credentials = RelayCredentials(
            username: "1700086400:stage", password: "iis0dqxQI8ThDecobYPfRW//Krk=")
        #expect(
            list.servers(for: try #require(StreamName("stage")), at: now) == [
                ICEServer(uri: "stun:turn.example"),
                ICEServer(uri: "turn:turn.example?transport=udp", credentials: credentials),
                ICEServer(uri: "turns:turn.example:443", credentials: credentials),
            ])
    }

    @Test("without a secret TURN servers are left out")
    func noSecret() throws {
        let uris = try ["turn:turn.example", "stun:turn.example"].map { try #require(ICEServerURI($0)) }
        let list = ICEServerList(uris, lifetime: .seconds(60))
        #expect(list.servers(for: try #require(StreamName("s")), at: now).map(\.uri) == ["stun:turn.example"])
    }
}
