import Testing

@testable import HTTP

@Suite struct RequestTests {
    @Test(
        "a target is split at its first question mark",
        arguments: [
            ("/", "/", nil), ("/a/b?", "/a/b", ""), ("/a?b=c?d", "/a", "b=c?d"), ("*", "*", nil),
            ("/?x", "/", "x"),
        ] as [(String, String, String?)])
    func splits(target: String, path: String, query: String?) {
        var request = Request(method: .get, path: "/")
        request.target = target
        #expect(request.path == path)
        #expect(request.query == query)
    }

    @Test("a request put together reads back the same")
    func composes() {
        let request = Request(
            method: .get, path: "/a", query: "b", authority: "h:1", fields: ["host": "other"])
        #expect(request.target == "/a?b")
        #expect(request.authority == "h:1")
        #expect(request.fields.values(of: "host") == ["h:1"])
        #expect(Request(method: .get, path: "/").authority == "")
    }
}
