import Bytes
import HTTP
import Platform
import Signaling
import Testing
import Timing

@testable import Server

struct MediaReportRoutesTests {
    /// A plane with a stream and its publisher.
    private struct OneStream: MediaPlane {
        let location: SessionLocation
        /// What was ended.
        let closed = AsyncStream<SessionLocation>.makeStream()
        /// How it stands.
        var state = SessionReport.State.connected

        var report: SessionReport {
            SessionReport(location, state: state, began: WallClock(seconds: 0))
        }

        func open(_ request: SessionRequest) async throws(MediaRefusal) -> SessionAnswer { throw .staleTag }
        func update(
            _ session: SessionLocation, with fragment: SessionFragment
        ) async throws(MediaRefusal) -> FragmentAnswer { throw .staleTag }
        func renegotiate(
            _ session: SessionLocation, by step: Renegotiation
        ) async throws(MediaRefusal) -> String? { throw .staleTag }
        func close(_ session: SessionLocation) async throws(MediaRefusal) {
            guard session == location else { throw .unknownSession }
            closed.continuation.yield(session)
        }
        func choose(
            _ choice: LayerChoice, ofVideo mid: String?, for session: SessionLocation
        ) async throws(MediaRefusal) -> [VideoReport] { throw .unknownSession }
        func videos(of sessions: [SessionLocation]) async -> [SessionID: [VideoReport]] { [:] }
        func sessions(of stream: StreamName?) async -> [SessionReport] {
            stream == nil || stream == location.stream ? [report] : []
        }
        func session(_ id: SessionID) async -> SessionReport? { id == location.id ? report : nil }
        func name(_ stage: StreamName, as stream: StreamName?) async {}
        func entitle(_ stream: StreamName, as title: StreamTitle?) async throws(MediaRefusal) {}
        func streams() async -> [StreamReport] { [StreamReport(location.stream, state: .live)] }
        func loudness(of streams: [StreamName]) async -> [StreamName: UInt8] { [:] }
    }

    /// Hands the one answer to whoever waits for it.
    private final class Sink: ResponseSink {
        let (answers, continuation) = AsyncStream<Response>.makeStream()

        func submit(_ action: ResponseAction, for responder: Responder) {
            guard case .respond(let response) = action else { return }
            continuation.yield(response)
            continuation.finish()
        }
    }

    private var plane: OneStream

    init() throws {
        let stage = try #require(StreamName("stage"))
        let id = try #require(SessionID("0123456789abcdef0123456789abcdef"))
        plane = OneStream(location: SessionLocation(role: .publisher, stream: stage, id: id))
    }

    private func answer(
        _ path: String, method: HTTP.Method = .get, asOperator: Bool = true
    ) async -> (status: Int, text: String) {
        var router = Router { _, access in
            asOperator || access == .open ? nil : Problem(.unauthorized, title: "No")
        }
        MediaReportRoutes(plane: plane).add(to: &router)
        let sink = Sink()
        let responder = Responder(sink: sink, connection: 1, stream: StreamID(1))
        var answer = router.answer(Request(method: method, path: path), with: responder)
        if case .adding(_, let inner) = answer { answer = inner }
        if case .now(let response) = answer { return Self.parts(response) }
        for await response in sink.answers { return Self.parts(response) }
        return (0, "")
    }

    private static func parts(_ response: Response) -> (status: Int, text: String) {
        guard case .whole(let body) = response.body else { return (response.status.code, "") }
        return (response.status.code, String(utf8: body.bytes) ?? "")
    }

    @Test("streams are for everyone, sessions for the operator")
    func access() async {
        #expect(await answer("/api/v1/streams", asOperator: false).status == 200)
        #expect(await answer("/api/v1/sessions", asOperator: false).status == 401)
        #expect(await answer("/api/v1/sessions/\(plane.location.id)", asOperator: false).status == 401)
    }

    @Test("streams are listed, without the names of their sessions")
    func streams() async {
        let text = await answer("/api/v1/streams").text
        #expect(text.hasPrefix(#"{"streams":[{"name":"stage","state":"live","#))
        #expect(!text.contains("0123456789abcdef"))
    }

    @Test("one stream is told, and one that is not there is 404")
    func stream() async {
        #expect(await answer("/api/v1/streams/stage", asOperator: false).text.hasPrefix(#"{"name":"stage","#))
        #expect(await answer("/api/v1/streams/other").status == 404)
        #expect(await answer("/api/v1/streams/a%20b").status == 404)
    }

    @Test("sessions are listed, all or those of a stream")
    func sessions() async {
        #expect(await answer("/api/v1/sessions").text.hasPrefix(#"{"sessions":[{"id":"0123"#))
        #expect(await answer("/api/v1/sessions?stream=stage").text.contains("0123"))
        #expect(await answer("/api/v1/sessions?stream=other").text == #"{"sessions":[]}"#)
        #expect(await answer("/api/v1/sessions?stream=a%20b").status == 400)
    }

    @Test("a session is told, and one that is not there is 404")
    func session() async {
        #expect(await answer("/api/v1/sessions/\(plane.location.id)").text.contains(#""state":"connected""#))
        #expect(await answer("/api/v1/sessions/0123456789abcdef0123456789abcdee").status == 404)
        #expect(await answer("/api/v1/sessions/x").status == 404)
    }

    @Test("the operator ends a session, once, and nobody else does")
    mutating func end() async {
        let path = "/api/v1/sessions/\(plane.location.id)"
        #expect(await answer(path, method: .delete, asOperator: false).status == 401)
        #expect(await answer("/api/v1/sessions/x", method: .delete).status == 404)
        #expect(
            await answer("/api/v1/sessions/0123456789abcdef0123456789abcdee", method: .delete).status == 404)
        #expect(await answer(path, method: .delete).status == 204)
        plane.closed.continuation.finish()
        #expect(await plane.closed.stream.reduce(into: []) { $0.append($1) } == [plane.location])
        plane.state = .ended
        #expect(await answer(path, method: .delete).status == 404)
    }
}
