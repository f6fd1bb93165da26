import Bytes
import HTTP
import Platform
import Signaling
import Testing

@testable import Server

/// What a node answers, with its keys and its plane.
struct NodeServiceTests {
    private final class NoSink: ResponseSink {
        func submit(_ action: ResponseAction, for responder: Responder) {}
    }

    /// The status that a node gives at once; 0 when it wants the body first, or has to ask its plane.
    private func status(
        _ method: HTTP.Method, _ path: String, key: String? = nil, plane: (any MediaPlane)? = NoPlane(),
        _ change: (inout Configuration) -> Void = { _ in }
    ) -> Int {
        var configuration = Configuration()
        change(&configuration)
        let state = NodeState(configuration.accessPolicy, configuration.publishPolicy)
        let router = NodeService.router(configuration, state: state, plane: plane) { _ in .later }
        var fields: HeaderFields = ["content-type": "application/sdp"]
        if let key { fields.append("authorization", "Bearer \(key)") }
        let request = Request(method: method, path: path, authority: "localhost:8080", fields: fields)
        let responder = Responder(sink: NoSink(), connection: 1, stream: StreamID(1))
        var answer = router.answer(request, with: responder)
        if case .adding(_, let inner) = answer { answer = inner }
        guard case .now(let response) = answer else { return 0 }
        return response.status.code
    }

    @Test(
        "without a media plane there are no sessions", arguments: ["/whip/a", "/whep/a", "/api/v1/streams"])
    func noPlane(path: String) {
        #expect(status(.get, path, plane: nil) == 404)
    }

    @Test("pages are there with and without a media plane", arguments: ["/", "/studio/a", "/watch/a"])
    func pages(path: String) {
        #expect(status(.get, path) == 200 && status(.get, path, plane: nil) == 200)
    }

    @Test("on loopback anyone publishes, plays and asks")
    func loopback() {
        #expect(status(.post, "/whip/a") == 0)
        #expect(status(.post, "/whep/a") == 0)
        #expect(status(.get, "/api/v1/streams") == 0)
        #expect(status(.get, "/api/v1/sessions") == 0)
    }

    @Test("beyond loopback nobody publishes or asks for sessions without a key; playing goes on")
    func outside() {
        let open: (inout Configuration) -> Void = { $0.network.listen = [.anyV4] }
        #expect(status(.post, "/whip/a", open) == 403)
        #expect(status(.get, "/api/v1/sessions", open) == 403)
        #expect(status(.post, "/whep/a", open) == 0)
        #expect(status(.get, "/api/v1/streams", open) == 0)
    }

    @Test("a key of a stream publishes that stream, and nothing else")
    func keys() {
        let keyed: (inout Configuration) -> Void = {
            $0.network.listen = [.anyV4]
            $0.access.publishKeys = [PublishKey("a:north-wind-and-sun")].compactMap { $0 }
        }
        #expect(status(.post, "/whip/a", keyed) == 401)
        #expect(status(.post, "/whip/a", key: "north-wind-and-sun", keyed) == 0)
        #expect(status(.post, "/whip/b", key: "north-wind-and-sun", keyed) == 403)
        #expect(status(.get, "/api/v1/sessions", key: "north-wind-and-sun", keyed) == 403)
    }
}
