import LoadModel
import Testing

@Suite struct ServerURLTests {
    @Test(
        "a URL is taken apart",
        arguments: [
            ("http://localhost:8080/whep/talk", "localhost", 8080, "/whep/talk"),
            ("http://media.example", "media.example", 80, "/"),
            ("http://[::1]:81/whip/a?key=b", "::1", 81, "/whip/a?key=b"),
            ("http://127.0.0.1?a", "127.0.0.1", 80, "/?a"),
            ("http://a/b#c", "a", 80, "/b"),
        ] as [(String, String, UInt16, String)])
    func parts(text: String, host: String, port: UInt16, target: String) throws {
        let url = try #require(ServerURL(text))
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.target == target)
    }

    @Test(
        "what cannot be asked is none",
        arguments: [
            "", "https://a/b", "http://", "http://:80/", "http://a:0/", "http://a:x/", "http://a b/", "a/b",
            "http://[::1/", "http://[::1]x/", "http://user@a/", "http://a:65536/",
        ])
    func refused(text: String) {
        #expect(ServerURL(text) == nil)
    }

    @Test("each peer has its own number in place of {n}")
    func numbered() throws {
        let url = try #require(ServerURL("http://a:1/whep/s{n}?p={n}"))
        #expect(url.of(peer: 12).description == "http://a:1/whep/s12?p=12")
    }

    @Test("a location is a path of the same server, or another URL")
    func location() throws {
        let url = try #require(ServerURL("http://a:1/whep/s"))
        #expect(url.resolving("/whep/s/7")?.description == "http://a:1/whep/s/7")
        #expect(url.resolving("http://b/x")?.description == "http://b/x")
        #expect(url.resolving("//b/x") == nil)
    }
}
