import HTTP
import Platform
import Synchronization
import Testing
import Timing

@testable import Server

/// What the packaging loop is told to mark.
@Suite struct MarkerRoutesTests {
    private final class Sink: ResponseSink {
        func submit(_ action: ResponseAction, for responder: Responder) {}
    }

    /// What was passed on.
    private final class Marked: Sendable {
        let commands = Mutex<[MarkerCommand]>([])
    }

    private let marked = Marked()

    /// What a body is answered at once; `nil` when it was passed on.
    private func answer(_ body: String) -> Response? {
        var router = Router(crossOrigin: CrossOrigin(.any)) { _, _ in nil }
        MarkerRoutes(mark: { [marked] command in
            marked.commands.withLock { $0.append(command) }
            return true
        }).add(to: &router)
        let request = Request(
            method: .post, path: "/api/v1/streams/main/markers", authority: "live.example")
        let responder = Responder(sink: Sink(), connection: 1, stream: StreamID(1))
        var answer = router.answer(request, with: responder)
        if case .adding(_, let inner) = answer { answer = inner }
        guard case .afterBody(_, let read) = answer else { return nil }
        guard case .now(let response) = read(Array(body.utf8), responder) else { return nil }
        return response
    }

    @Test("a moment is now unless told, and as long as told")
    func passed() throws {
        #expect(answer(#"{"title": "Goal"}"#) == nil)
        #expect(answer(#"{"title": "Song", "at": 1795000000250, "seconds": 2.5}"#) == nil)
        let commands = marked.commands.withLock { $0 }
        #expect(commands.map(\.title) == ["Goal", "Song"])
        #expect(commands.map(\.date) == [nil, WallClock(nanoseconds: 1_795_000_000_250_000_000)])
        #expect(commands.map(\.duration) == [.zero, .milliseconds(2500)])
    }

    @Test(
        "what makes no sense is refused, and the field is named",
        arguments: [
            ("[]", nil), ("{}", "title"), (#"{"title": 7}"#, "title"), (#"{"title": ""}"#, "title"),
            (#"{"title": "a", "at": -1}"#, "at"), (#"{"title": "a", "at": "now"}"#, "at"),
            (#"{"title": "a", "at": 1e300}"#, "at"), (#"{"title": "a", "seconds": -1}"#, "seconds"),
            (#"{"title": "a", "seconds": 1e9}"#, "seconds"),
        ] as [(String, String?)])
    func refused(body: String, field: String?) throws {
        let response = try #require(answer(body))
        #expect(response.status == .badRequest)
        if let field { #expect(response.text.contains("\"field\":\"\(field)\"")) }
        #expect(marked.commands.withLock { $0.isEmpty })
    }
}
