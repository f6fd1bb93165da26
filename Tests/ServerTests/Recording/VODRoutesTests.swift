import HTTP
import Packaging
import Platform
import SFU
import Testing
import Timing

@testable import Server

/// What those get who watch recordings, up to the bytes.
@Suite struct VODRoutesTests {
    /// The status of what `path` below `/vod` is answered.
    private func status(of path: String, _ library: RecordingLibrary) async -> Status? {
        var router = Router()
        VODRoutes(library).add(to: &router)
        let sink = AnswerSink()
        let request = Request(
            method: .get, path: "/vod/" + path, query: nil, authority: "localhost", fields: [:])
        let answer = router.answer(request, with: Responder(sink: sink, connection: 1, stream: StreamID(1)))
        if case .now(let response) = answer { return response.status }
        return await sink.response?.status
    }

    /// The loop of a connection whose client leaves when it has the head of the answer.
    private final class AnswerSink: ResponseSink {
        private let (heads, continuation) = AsyncStream<Response>.makeStream()

        func submit(_ action: ResponseAction, for responder: Responder) {
            switch action {
            case .respond(let response): continuation.yield(response)
            case .whenWritable(let action): action(false)
            default: break
            }
        }

        /// The answer's head.
        var response: Response? {
            get async { await heads.first { _ in true } }
        }
    }

    @Test("a recording's playlists, media and film are there, and nothing beside them")
    func files() async throws {
        let shelf = try RecordingShelf()
        let library = try shelf.library
        let staged = StagedStream(isRecorded: true)
        staged.publisherComes()
        staged.run(for: .seconds(6), looks: false)
        staged.hear(.letGo)
        for order in staged.orders { library.take(order) }
        await library.flush()
        let name = try #require(library.recordings.first).name.text
        for file in ["index.m3u8", "video.m3u8", "audio.m3u8", "keyframes.m3u8", "video-0.mp4", "video.mp4"] {
            #expect(await status(of: "\(name)/\(file)", library) == .ok, "\(file)")
        }
        for file in [
            "recording.json", "video-1.mp4", "none.m3u8", "%2E%2E%2F\(name)%2Findex.m3u8",
            ".%2F\(name)%2Findex.m3u8", "video-0.mp4%2F..%2Findex.m3u8",
        ] {
            #expect(await status(of: "\(name)/\(file)", library) != .ok, "\(file)")
        }
        #expect(await status(of: "other/index.m3u8", library) == .notFound)
    }
}
