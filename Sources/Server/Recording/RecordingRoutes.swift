import HTTP
import Platform
import Runtime
import Signaling

/// The API's routes of recordings: `/api/v1/recordings`, and for the operator what begins and ends one.
struct RecordingRoutes: Sendable {
    /// All recordings.
    let library: RecordingLibrary
    /// Lets the packaging loop begin or end the recording of a stream, which answers then.
    let command: @Sendable (RecordingCommand) -> Void
    /// The stream that a name stands for: a stage's is that of its primary host. The recording is that host's from then on,
    /// whoever becomes primary, and ends by the name of either as long as they are the same.
    var resolving: @Sendable (StreamName) -> StreamName = { $0 }
    /// Has pictures made of recordings.
    var draw: PictureShelf.Drawer = { _ in nil }

    /// Adds the routes.
    func add(to router: inout Router) {
        router.add(.get, "/api/v1/recordings") { request, _, _ in list(request) }
        router.add(.get, "/api/v1/recordings/{video}") { _, parameters, _ in
            guard
                let recording = VideoName(parameters.text("video")).flatMap({ library.recording(named: $0) })
            else { return .now(Problem.unknownRecording.response) }
            return .now(Response(json: JSONText(recording)))
        }
        router.add(.delete, "/api/v1/recordings/{video}", access: .admin) { _, parameters, responder in
            guard let name = VideoName(parameters.text("video")) else {
                return .now(Problem.unknownRecording.response)
            }
            return responder.answer { await remove(name) }
        }
        router.add(.post, "/api/v1/streams/{stream}/recording", access: .admin) { _, parameters, responder in
            order(.begin, parameters, responder)
        }
        router.add(.delete, "/api/v1/streams/{stream}/recording", access: .admin) {
            _, parameters, responder in
            order(.end, parameters, responder)
        }
    }

    private func list(_ request: Request) -> Answer {
        guard let query = Query(of: request) else { return .now(Self.malformedName.response) }
        let stream = query["stream"]
        var json = JSONText()
        json.object { json in
            json.member("recordings", library.recordings.filter { stream == nil || $0.stream.text == stream })
        }
        return .now(Response(json: json))
    }

    private func remove(_ name: VideoName) async -> Response {
        if library.recording(named: name)?.state == .recording { return Self.stillRecording.response }
        do throws(FileError) {
            return try await library.remove(name)
                ? Response(.noContent) : Problem.unknownRecording.response
        } catch {
            return Problem(
                .internalServerError, title: "The recording could not be removed", detail: error.description
            ).response
        }
    }

    private func order(
        _ wish: RecordingCommand.Wish, _ parameters: PathParameters, _ responder: Responder
    ) -> Answer {
        guard let stream = StreamName(parameters.text("stream")) else {
            return .now(Self.malformedName.response)
        }
        command(RecordingCommand(stream: resolving(stream), wish: wish, responder: responder))
        return .later
    }

    /// The server packages nothing.
    static let withoutHLS = Problem(
        .unprocessableContent, title: "HLS is off, and a recording is made of it",
        detail: "Its operator can switch it on: --hls.")
    private static let malformedName = Problem(
        .badRequest, title: "This cannot be the name of a stream", detail: "A name is \(StreamName.rule).")
    private static let stillRecording = Problem(
        .conflict, title: "The recording is still being made",
        detail: "DELETE /api/v1/streams/{stream}/recording ends it.")
}
