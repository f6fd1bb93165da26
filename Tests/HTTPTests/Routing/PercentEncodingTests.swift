import HTTP
import Simulation
import Testing

@Suite("Percent-encoding (RFC 3986 §2)")
struct PercentEncodingTests {
    @Test("only unreserved characters stand for themselves")
    func encoded() {
        #expect("aZ09-._~".percentEncoded == "aZ09-._~")
        #expect("a/b c?%é".percentEncoded == "a%2Fb%20c%3F%25%C3%A9")
    }

    @Test(
        "any text comes back from a path and from a query",
        arguments: ["", "a", "%41", "a+b /?&=#é🎥", "\u{1}\u{7F}"])
    func roundTrip(text: String) {
        #expect(Query("v=\(text.percentEncoded)")?["v"] == text)
    }

    @Test("mutations of paths and queries are answered, and none traps")
    func mutations() {
        var router = Router()
        router.add(.get, "/a/{x}/b/{y}") { _, parameters, _ in .now(Response(text: parameters.text("y"))) }
        router.add(.get, "/a/{rest...}") { _, parameters, _ in .now(Response(text: parameters.text("rest"))) }
        let samples = ["/a/%41%2f..%2e/b/%E2%82%AC+x=1&y=%00%ff", "/a/x/b/y?k=v&k=%20", "/a/..//./%2e"]
        for bytes in Mutations(of: samples.map { Array($0.utf8) }) {
            let text = String(decoding: bytes, as: UTF8.self)
            let status = router.response(to: Request(method: .get, path: text)).status.code
            // `*` is the server itself, and only OPTIONS gets so far with it (RFC 9112 §3.2.4).
            #expect([200, 400, 404].contains(status) || (text == "*" && status == 204))
            _ = Query(text)
        }
    }
}
