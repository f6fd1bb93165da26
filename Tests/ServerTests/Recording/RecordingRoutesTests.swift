import HTTP
import Platform
import Signaling
import Synchronization
import Testing

@testable import Server

/// What the packaging loop is told to record.
struct RecordingRoutesTests {
    private final class Sink: ResponseSink {
        func submit(_ action: ResponseAction, for responder: Responder) {}
    }

    /// What was ordered.
    private final class Orders: Sendable {
        let streams = Mutex<[StreamName]>([])
    }

    @Test("the recording of a stage is its primary host's")
    func stage() async throws {
        let (stage, shelf) = (try #require(StreamName("main")), try RecordingShelf())
        let host = StreamName(stage: stage, participant: try #require(ParticipantID("7hq2k9x0ab")))
        let (primaries, orders) = (Primaries(), Orders())
        var router = Router(crossOrigin: CrossOrigin(.any)) { _, _ in nil }
        RecordingRoutes(
            library: try shelf.library,
            command: { command in orders.streams.withLock { $0.append(command.stream) } },
            resolving: { primaries.stream(of: $0) }
        ).add(to: &router)
        let path = "/api/v1/streams/main/recording"
        for (method, primary) in [(HTTP.Method.post, nil as StreamName?), (.post, host), (.delete, host)] {
            primaries.set(primary, of: stage)
            let request = Request(method: method, path: path, authority: "live.example")
            _ = router.answer(request, with: Responder(sink: Sink(), connection: 1, stream: StreamID(1)))
        }
        #expect(orders.streams.withLock { $0 } == [stage, host, host])
    }
}
