import HTTP
import Testing

@Suite("Cross-origin pages (Fetch §3.3)")
struct CrossOriginTests {
    private static func router(_ policy: CrossOrigin = CrossOrigin()) -> Router {
        var router = Router(crossOrigin: policy) { _, _ in nil }
        router.add(.post, "/whip/{s}") { _, _, _ in .now(Response(.created)) }
        router.add(.options, "/whip/{s}") { _, _, _ in .now(Response(.ok, fields: ["link": "<turn:h>"])) }
        router.add(.get, "/later") { _, _, _ in .later }
        router.add(.delete, "/admin", access: .admin) { _, _, _ in .now(Response(.ok)) }
        return router
    }

    private static func preflight(_ path: String, _ method: String, origin: String = "https://page.test")
        -> Request
    {
        Request(
            method: .options, path: path,
            fields: ["Origin": origin, "Access-Control-Request-Method": method])
    }

    @Test(
        "a preflight is told methods, fields and for how long, without a token and before the route's own OPTIONS"
    )
    func preflight() {
        let response = Self.router().response(to: Self.preflight("/whip/s", "POST"))
        #expect(response.status == .noContent)
        #expect(response.fields["access-control-allow-origin"] == "*")
        #expect(response.fields["access-control-allow-methods"] == "POST, OPTIONS")
        #expect(response.fields["access-control-allow-headers"] == "Authorization, Content-Type, If-Match")
        #expect(response.fields["access-control-max-age"] == "7200")
        #expect(response.fields["link"] == nil)
    }

    @Test("OPTIONS that is no preflight goes to the route")
    func noPreflight() {
        let request = Request(method: .options, path: "/whip/s", fields: ["Origin": "https://page.test"])
        #expect(Self.router().response(to: request).fields["link"] == "<turn:h>")
    }

    @Test("every answer of an open route, errors too, may be read by any page")
    func answers() {
        for (method, path) in [
            (HTTP.Method.post, "/whip/s"), (.get, "/none"), (.put, "/whip/s"), (.get, "/%"),
        ] {
            let response = Self.router().response(to: Request(method: method, path: path))
            #expect(response.fields.values(of: "access-control-allow-origin") == ["*"])
            #expect(
                response.fields["access-control-expose-headers"] == "Location, ETag, Link, Retry-After")
        }
    }

    @Test("an answer that comes later carries the fields too")
    func later() {
        let responder = Responder(sink: RecordingSink(), connection: 1, stream: StreamID(1))
        let answer = Self.router().answer(Request(method: .get, path: "/later"), with: responder)
        guard case .adding(let fields, .later) = answer else {
            Issue.record("not an answer with fields: \(answer)")
            return
        }
        #expect(fields["access-control-allow-origin"] == "*")
    }

    @Test("pages of other origins have no business with admin routes")
    func admin() {
        let preflight = Self.router().response(to: Self.preflight("/admin", "DELETE"))
        let response = Self.router().response(to: Request(method: .delete, path: "/admin"))
        #expect(preflight.fields["access-control-allow-methods"] == nil)
        #expect(preflight.fields["access-control-allow-origin"] == nil)
        #expect(response.status == .ok)
        #expect(response.fields["access-control-allow-origin"] == nil)
    }

    @Test("with origins listed, only their pages are let in, and caches are told that it depends")
    func listed() {
        let router = Self.router(CrossOrigin(.only(["https://page.test"])))
        let allowed = router.response(to: Self.preflight("/whip/s", "POST"))
        let refused = router.response(to: Self.preflight("/whip/s", "POST", origin: "https://other.test"))
        let unasked = router.response(to: Request(method: .get, path: "/none"))
        #expect(allowed.fields["access-control-allow-origin"] == "https://page.test")
        #expect(allowed.fields["vary"] == "origin")
        #expect(refused.fields["access-control-allow-origin"] == nil)
        #expect(unasked.fields["access-control-allow-origin"] == nil)
        #expect(unasked.fields["vary"] == "origin")
    }
}
