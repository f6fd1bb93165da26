import HTTP
import Testing

@Suite("Router")
struct RouterTests {
    /// Answers each route with its pattern and its parameters, so that a test reads what was chosen.
    private static func router(_ patterns: [String], method: HTTP.Method = .get) -> Router {
        var router = Router()
        for pattern in patterns {
            router.add(method, pattern) { _, parameters, _ in
                let names = ["a", "b", "c", "rest"].filter { pattern.contains("{\($0)") }
                let values = names.map { "\($0)=\(parameters.text($0))" }
                return .now(Response(text: ([pattern] + values).joined(separator: " ")))
            }
        }
        return router
    }

    private static let paths = router([
        "/", "/plain", "/plain/{a}", "/plain/{a}/fixed", "/plain/special/{b}", "/plain/special/end",
        "/x/{a}/y/{b}/z",
        "/files/{rest...}", "/files/exact", "/slash/",
    ])

    @Test(
        "the most literal route that fits is chosen, and parameters are decoded",
        arguments: [
            ("/", "/"),
            ("/plain", "/plain"),
            ("/plain/one", "/plain/{a} a=one"),
            ("/plain/special", "/plain/{a} a=special"),
            ("/plain/special/end", "/plain/special/end"),
            ("/plain/special/fixed", "/plain/special/{b} b=fixed"),
            ("/plain/other/fixed", "/plain/{a}/fixed a=other"),
            ("/x/1/y/2/z", "/x/{a}/y/{b}/z a=1 b=2"),
            ("/files/", "/files/{rest...} rest="),
            ("/files/exact", "/files/exact"),
            ("/files/exact/not", "/files/{rest...} rest=exact/not"),
            ("/files/a//b/", "/files/{rest...} rest=a//b/"),
            ("/slash/", "/slash/"),
            // RFC 3986 §6.2.2.2: escapes of unreserved characters change nothing.
            ("/%70lain/%6Fne", "/plain/{a} a=one"),
            ("/files/%65xact", "/files/exact"),
            // Other escapes are data.
            ("/plain/a%2fb", "/plain/{a} a=a/b"),
            ("/plain/a%2Fb%2F..", "/plain/{a} a=a/b/.."),
            ("/plain/%E2%82%AC%20%25", "/plain/{a} a=€ %"),
            ("/plain/a+b", "/plain/{a} a=a+b"),
            ("/plain/%252F", "/plain/{a} a=%2F"),
            ("/plain/...", "/plain/{a} a=..."),
            ("/files/%C3%A9/x", "/files/{rest...} rest=é/x"),
            ("/files/%252F/x", "/files/{rest...} rest=%2F/x"),
        ])
    func chosen(path: String, expected: String) {
        #expect(Self.paths.response(to: Request(method: .get, path: path)).text == expected)
    }

    @Test(
        "what no route has is not found",
        arguments: [
            "/nothing", "/plain/", "/plain//fixed", "/plain/one/two", "/x/1/y/2", "/x/1/y//z", "/slash",
            "/files",
            "/PLAIN", "//", "//plain", "/plain%2Fone",
        ])
    func unknown(path: String) {
        let response = Self.paths.response(to: Request(method: .get, path: path))
        #expect(response.status == .notFound)
        #expect(response.fields["content-type"] == "application/problem+json")
    }

    @Test(
        "broken escapes, NUL, dot segments and paths that are not absolute are malformed",
        arguments: [
            "", "plain", "http://host/plain", "%2Fplain", "/plain/%", "/plain/%4", "/plain/%zz",
            "/plain/%%41",
            "/plain/%00", "/plain/%ff", "/plain/%C0%AF", "/.", "/..", "/./plain", "/plain/..", "/plain/../x",
            "/plain/%2e%2E", "/plain/.%2e/x", "/files/../plain", "/files/a%2Fb", "/files/a%2f..%2fb",
            "/files/%2F",
            "/plain/%ED%A0%80",
        ])
    func malformed(path: String) {
        #expect(Self.paths.response(to: Request(method: .get, path: path)).status == .badRequest)
    }

    @Test("GET answers HEAD")
    func head() {
        #expect(Self.paths.response(to: Request(method: .head, path: "/plain")).text == "/plain")
    }

    @Test("a query is no part of the path", arguments: ["", "x=/../%", "/plain/one?"])
    func query(text: String) {
        let response = Self.paths.response(to: Request(method: .get, path: "/plain/one", query: text))
        #expect(response.text == "/plain/{a} a=one")
    }

    @Test("a method without a route is told which there are")
    func otherMethod() {
        var router = Self.router(["/plain"])
        router.add(.delete, "/plain") { _, _, _ in .now(Response(.ok)) }
        let response = router.response(to: Request(method: .post, path: "/plain"))
        #expect(response.status == .methodNotAllowed)
        #expect(response.fields["allow"] == "GET, HEAD, DELETE, OPTIONS")
    }

    @Test("OPTIONS lists the methods, unless a route answers it")
    func options() {
        var router = Self.router(["/plain", "/own"], method: .post)
        router.add(.options, "/own") { _, _, _ in
            .now(Response(.ok, fields: ["accept-post": "application/sdp"]))
        }
        let plain = router.response(to: Request(method: .options, path: "/plain"))
        #expect(plain.status == .noContent)
        #expect(plain.fields["allow"] == "POST, OPTIONS")
        #expect(router.response(to: Request(method: .options, path: "/own")).fields["accept-post"] != nil)
        #expect(
            router.response(to: Request(method: .options, path: "*")).fields["allow"]?.contains("PATCH")
                == true)
    }

    @Test("methods of one path may name its parameters differently")
    func names() {
        var router = Self.router(["/plain/{a}"])
        router.add(.put, "/plain/{b}") { _, parameters, _ in .now(Response(text: parameters.text("b"))) }
        #expect(router.response(to: Request(method: .put, path: "/plain/x")).text == "x")
        #expect(router.routes.map(\.pattern).sorted() == ["/plain/{a}", "/plain/{b}"])
    }

    @Test("an admin route is for whom the authorizer lets in, and for nobody without one")
    func access() {
        let guarded = Router { request, access in
            access == .open || request.bearerToken == "k" ? nil : .tokenMissing("An admin key is needed")
        }
        var closed = Router()
        var router = guarded
        for (pattern, access) in [("/open", Route.Access.open), ("/admin", .admin)] {
            router.add(.get, pattern, access: access) { _, _, _ in .now(Response(.ok)) }
            closed.add(.get, pattern, access: access) { _, _, _ in .now(Response(.ok)) }
        }
        let withKey: HeaderFields = ["authorization": "Bearer k"]
        #expect(router.response(to: Request(method: .get, path: "/open")).status == .ok)
        #expect(router.response(to: Request(method: .get, path: "/admin")).status == .unauthorized)
        #expect(router.response(to: Request(method: .head, path: "/admin")).status == .unauthorized)
        #expect(router.response(to: Request(method: .get, path: "/admin", fields: withKey)).status == .ok)
        #expect(
            closed.response(to: Request(method: .get, path: "/admin", fields: withKey)).status == .forbidden)
        #expect(router.routes.filter { $0.access == .admin }.map(\.pattern) == ["/admin"])
    }

    @Test("a number is digits only, and fits")
    func integers() {
        var router = Router()
        router.add(.get, "/n/{n}") { _, parameters, _ in
            .now(Response(text: parameters.integer("n").map(String.init) ?? "none"))
        }
        for (text, expected) in [
            ("0", "0"), ("42", "42"), ("007", "7"), ("-1", "none"), ("+1", "none"), ("%D9%A1", "none"),
            ("1.0", "none"),
            ("9223372036854775807", "9223372036854775807"), ("9223372036854775808", "none"),
        ] {
            #expect(router.response(to: Request(method: .get, path: "/n/\(text)")).text == expected)
        }
    }
}
