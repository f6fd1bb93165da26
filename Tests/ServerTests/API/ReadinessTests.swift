import Bytes
import HTTP
import Testing

@testable import Server

struct ReadinessTests {
    private func body(_ response: Response) -> String {
        guard case .whole(let slice) = response.body else { return "" }
        return String(utf8: slice.bytes) ?? ""
    }

    @Test("a server that works says so, and so does one that is ready")
    func good() {
        #expect(Readiness.healthy.status == .ok)
        #expect(body(Readiness.healthy) == #"{"status":"ok"}"#)
        #expect(Readiness.ready.response.status == .ok)
        #expect(body(Readiness.ready.response) == #"{"status":"ready"}"#)
    }

    @Test("a server that drains is not ready, says why, and nobody keeps that")
    func draining() {
        let response = Readiness.draining.response
        #expect(response.status == .serviceUnavailable)
        #expect(response.fields["content-type"] == "application/problem+json")
        #expect(response.fields["cache-control"] == "no-store")
        #expect(body(response).contains(#""title":"The server is draining""#))
    }
}
