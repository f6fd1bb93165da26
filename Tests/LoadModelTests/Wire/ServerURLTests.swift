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
            ("https://a/b", "a", 443, "/b"),
            ("HTTPS://a:80/b", "a", 80, "/b"),
            ("ws://a/ws", "a", 80, "/ws"),
            ("wss://a/ws", "a", 443, "/ws"),
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
            "", "ftp://a/b", "http:/a", "/a://b", "http://", "http://:80/", "http://a:0/", "http://a:x/",
            "http://a b/", "a/b",
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

    @Test("a URL is written as it was read, without the port that goes without saying")
    func written() {
        #expect(ServerURL("https://a:443/b")?.description == "https://a/b")
        #expect(ServerURL("https://a:80/b")?.description == "https://a:80/b")
        #expect(ServerURL("wss://[::1]:8443/ws?x")?.description == "wss://[::1]:8443/ws?x")
    }

    /// RFC 3986 §5.4, but for references that only other schemes have.
    private static let references = [
        ("g", "/b/c/g"), ("./g", "/b/c/g"), ("g/", "/b/c/g/"), ("/g", "/g"), ("?y", "/b/c/d;p?y"),
        ("g?y", "/b/c/g?y"), ("#s", "/b/c/d;p?q"), ("g#s", "/b/c/g"), (";x", "/b/c/;x"), ("", "/b/c/d;p?q"),
        (".", "/b/c/"), ("./", "/b/c/"), ("..", "/b/"), ("../", "/b/"), ("../g", "/b/g"), ("../..", "/"),
        ("../../g", "/g"), ("../../../g", "/g"), ("/./g", "/g"), ("/../g", "/g"), ("g.", "/b/c/g."),
        ("..g", "/b/c/..g"), ("./../g", "/b/g"), ("g/./h", "/b/c/g/h"), ("g/../h", "/b/c/h"),
        ("g?y/../x", "/b/c/g?y/../x"),
    ]

    @Test("a relative reference is taken from where it stands", arguments: references)
    func reference(_ reference: String, target: String) throws {
        let url = try #require(ServerURL("http://a/b/c/d;p?q"))
        #expect(url.resolving(reference)?.description == "http://a" + target)
    }

    @Test("a location is a path of the same server, or another URL")
    func location() throws {
        let url = try #require(ServerURL("http://a:1/whep/s"))
        #expect(url.resolving("/whep/s/7")?.description == "http://a:1/whep/s/7")
        #expect(url.resolving("http://b/x")?.description == "http://b/x")
        #expect(url.resolving("//b/x")?.description == "http://b/x")
        #expect(url.resolving("a b") == nil)
        #expect(url.resolving("ftp://b/x") == nil)
    }
}
