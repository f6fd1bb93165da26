import Bytes
import HTTP
import Synchronization
import Testing
import Timing

@testable import Server

struct OperationsRoutesTests {
    /// A sink for answers that come later, of which there are none here.
    private final class NoSink: ResponseSink {
        func submit(_ action: ResponseAction, for responder: Responder) {}
    }

    private func answer(_ path: String, _ readiness: Readiness = .ready) -> Response? {
        var router = Router()
        let text = Response(text: "metrics")
        OperationsRoutes(readiness: { readiness }, metrics: { _ in .now(text) }).add(to: &router)
        let responder = Responder(sink: NoSink(), connection: 1, stream: StreamID(1))
        guard case .now(let response) = router.answer(Request(method: .get, path: path), with: responder)
        else {
            return nil
        }
        return response
    }

    @Test(
        "every route answers",
        arguments: [
            ("/healthz", "application/json"), ("/readyz", "application/json"),
            ("/metrics", "text/plain; charset=utf-8"), ("/api/v1/openapi.json", "application/json"),
        ])
    func routes(path: String, type: String) throws {
        let response = try #require(answer(path))
        #expect(response.status == .ok)
        #expect(response.fields["content-type"] == type)
    }

    @Test("a draining server is not ready, but well")
    func draining() {
        #expect(answer("/readyz", .draining)?.status == .serviceUnavailable)
        #expect(answer("/healthz", .draining)?.status == .ok)
    }
}
