import HTTP
import Platform
import Signaling
import Synchronization
import Testing

@testable import Server

/// What players are answered before anything is packaged.
struct HLSRoutesTests {
    private final class Sink: ResponseSink {
        func submit(_ action: ResponseAction, for responder: Responder) {}
    }

    /// What was passed on.
    private final class Asked: Sendable {
        let streams = Mutex<[StreamName]>([])
    }

    private let primaries = Primaries()
    private let asked = Asked()

    /// What a request is answered at once; `nil` when it was passed on.
    private func answer(_ path: String, query: String? = nil) -> Response? {
        var router = Router(crossOrigin: CrossOrigin(.any)) { _, _ in nil }
        HLSRoutes(
            ask: { [asked] question in
                asked.streams.withLock { $0.append(question.stream) }
                return true
            }, resolving: { [primaries] in primaries.stream(of: $0) }
        ).add(to: &router)
        let request = Request(method: .get, path: path, query: query, authority: "live.example")
        let responder = Responder(sink: Sink(), connection: 1, stream: StreamID(1))
        var answer = router.answer(request, with: responder)
        if case .adding(_, let inner) = answer { answer = inner }
        guard case .now(let response) = answer else { return nil }
        return response
    }

    @Test("who plays a stage is sent to its primary host, and to another when that is another")
    func stage() throws {
        let stage = try #require(StreamName("main"))
        let hosts = try ["7hq2k9x0ab", "abcdefghjk"].map { text in
            StreamName(stage: stage, participant: try #require(ParticipantID(text)))
        }
        #expect(answer("/hls/main/index.m3u8") == nil)
        #expect(asked.streams.withLock { $0 } == [stage])
        for host in hosts {
            primaries.set(host, of: stage)
            let sent = try #require(answer("/hls/main/index.m3u8", query: "x=1&y=%20"))
            #expect(sent.status == .temporaryRedirect)
            #expect(sent.fields["location"] == "/hls/\(host.text)/index.m3u8?x=1&y=%20")
            #expect(sent.fields["cache-control"] == "no-store")
            #expect(answer("/hls/\(host.text)/index.m3u8") == nil)
        }
        #expect(asked.streams.withLock { $0 } == [stage] + hosts)
        primaries.set(nil, of: stage)
        #expect(answer("/hls/main/index.m3u8") == nil)
    }

    @Test("who plays already goes on with the host that it began with")
    func playing() throws {
        let stage = try #require(StreamName("main"))
        let ann = StreamName(stage: stage, participant: try #require(ParticipantID("7hq2k9x0ab")))
        let bob = StreamName(stage: stage, participant: try #require(ParticipantID("abcdefghjk")))
        primaries.set(bob, of: stage)
        #expect(answer("/hls/\(ann.text)/video/index.m3u8", query: "_HLS_msn=7") == nil)
        #expect(asked.streams.withLock { $0 } == [ann])
    }

    @Test("a name that is none is told as that")
    func malformed() {
        #expect(answer("/hls/.hidden/index.m3u8")?.status == .badRequest)
    }
}
