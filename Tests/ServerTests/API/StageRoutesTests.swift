import Bytes
import HTTP
import Platform
import Signaling
import Synchronization
import Testing

@testable import Server

struct StageRoutesTests {
    private final class Sink: ResponseSink {
        func submit(_ action: ResponseAction, for responder: Responder) {}
    }

    /// What a request is answered with, its body handed over when it is wanted.
    private func answer(
        _ method: HTTP.Method, _ path: String, _ body: String = "", fields: HeaderFields = [:],
        origins: CrossOrigin.Origins = .any
    ) -> Answer {
        let routes = StageRoutes(
            sockets: NoSockets(), report: { StageReport(name: $0) }, setPrimary: { _, _ in true },
            primaries: Primaries(),
            inviting: { "invite.0.\($1).\($2.components.seconds).\($0)" }, origins: origins)
        var router = Router(crossOrigin: CrossOrigin(origins)) { _, _ in nil }
        routes.add(to: &router)
        let request = Request(method: method, path: path, authority: "live.example", fields: fields)
        let responder = Responder(sink: Sink(), connection: 1, stream: StreamID(1))
        var answer = router.answer(request, with: responder)
        if case .adding(_, let inner) = answer { answer = inner }
        if case .afterBody(_, let next) = answer { answer = next(Array(body.utf8), responder) }
        return answer
    }

    private func response(_ answer: Answer) -> (status: Int, text: String) {
        guard case .now(let response) = answer, case .whole(let body) = response.body else { return (0, "") }
        return (response.status.code, String(utf8: body.bytes) ?? "")
    }

    @Test("an invite is made for a role and a time, with its link")
    func invite() {
        let made = response(
            answer(.post, "/api/v1/streams/main/invites", "{\"role\":\"guest\",\"seconds\":60}"))
        #expect(made.status == 201)
        #expect(made.text.contains("\"token\":\"invite.0.guest.60.main\""))
        #expect(made.text.contains("\"path\":\"/stage/main#invite=invite.0.guest.60.main\""))
        let day = response(answer(.post, "/api/v1/streams/main/invites", "{\"role\":\"host\"}"))
        #expect(day.text.contains("\"seconds\":86400"))
    }

    @Test("whose stream the stage's name stands for is asked for by name, and a name that is none is told")
    func primary() {
        let path = "/api/v1/streams/main/primary"
        guard case .later = answer(.put, path, "{\"participant\":\"7hq2k9x0ab\"}") else {
            Issue.record("not asked")
            return
        }
        for body in ["{}", "{\"participant\":\"Ann\"}", "{\"participant\":7}"] {
            let refused = response(answer(.put, path, body))
            #expect(refused.status == 400 && refused.text.contains("participant"))
        }
        #expect(response(answer(.put, "/api/v1/streams/main~7hq2k9x0ab/primary", "{}")).status == 400)
    }

    @Test("a stage's name stands for its own stream until it is said otherwise")
    func primaries() throws {
        let primaries = Primaries()
        let (main, ann) = (try #require(StreamName("main")), try #require(StreamName("main~7hq2k9x0ab")))
        #expect(primaries.stream(of: main) == main)
        primaries.set(ann, of: main)
        #expect(primaries.stream(of: main) == ann && primaries.stream(of: ann) == ann)
        primaries.set(nil, of: main)
        #expect(primaries.stream(of: main) == main)
    }

    @Test(
        "a mistake names the field",
        arguments: [
            ("", "cannot be read"), ("[]", "cannot be read"), ("{}", "\"field\":\"role\""),
            ("{\"role\":\"king\"}", "\"field\":\"role\""),
            ("{\"role\":\"host\",\"seconds\":59}", "\"field\":\"seconds\""),
            ("{\"role\":\"host\",\"seconds\":\"60\"}", "\"field\":\"seconds\""),
            ("{\"role\":\"host\",\"seconds\":1e12}", "\"field\":\"seconds\""),
        ])
    func mistakes(body: String, words: String) {
        let made = response(answer(.post, "/api/v1/streams/main/invites", body))
        #expect(made.status == 400 && made.text.contains(words), "\(made)")
    }

    @Test("what cannot be a stage has no invites", arguments: ["a%20b", "main~abcdefghjk"])
    func names(name: String) {
        #expect(
            response(answer(.post, "/api/v1/streams/\(name)/invites", "{\"role\":\"host\"}")).status == 400)
    }

    @Test("pages of other origins open sockets only where they may")
    func origins() {
        func opens(_ origin: String?, _ origins: CrossOrigin.Origins) -> Bool {
            let fields: HeaderFields = origin.map { ["origin": $0] } ?? [:]
            if case .webSocket = answer(.get, "/ws", fields: fields, origins: origins) { return true }
            return false
        }
        #expect(opens("https://any.example", .any))
        let some = CrossOrigin.Origins.only(["https://a.example"])
        #expect(opens(nil, some) && opens("https://a.example", some) && opens("https://live.example", some))
        #expect(!opens("https://b.example", some) && !opens("null", some))
    }
}
