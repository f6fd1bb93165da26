import Bytes
import HTTP
import Platform

/// What a stream is about, `/api/v1/streams/{stream}/title`: said by whoever may publish it.
struct TitleResource: Sendable {
    /// Who keeps titles.
    let plane: any MediaPlane
    /// Says why a request may not publish a stream; `nil` when it may.
    let publishing: @Sendable (Request, StreamName) -> Problem?

    /// The largest request, in octets: the longest title with each character escaped.
    private static let longestRequest = 4096

    /// Adds the routes.
    func add(to router: inout Router) {
        router.add(.put, "/api/v1/streams/{stream}/title") { request, parameters, _ in
            permitted(request, parameters) { stream in
                .afterBody(limit: Self.longestRequest) { body, responder in take(body, for: stream, responder)
                }
            }
        }
        router.add(.delete, "/api/v1/streams/{stream}/title") { request, parameters, responder in
            permitted(request, parameters) { stream in
                responder.answer { await entitle(stream, as: nil) }
            }
        }
    }

    /// What whoever may publish a stream, or a stage, is answered.
    private func permitted(
        _ request: Request, _ parameters: PathParameters, _ answer: (StreamName) -> Answer
    ) -> Answer {
        guard let stream = StreamName(parameters.text("stream")), stream.participant == nil else {
            return .now(Self.malformedName.response)
        }
        if let problem = publishing(request, stream) { return .now(problem.response) }
        return answer(stream)
    }

    /// Reads `{"title": "Chess, round 4"}`.
    private func take(_ body: [UInt8], for stream: StreamName, _ responder: Responder) -> Answer {
        guard let text = String(utf8: body.bytes), let value = JSONValue(text), case .object = value else {
            return .now(Self.malformedBody.response)
        }
        guard case .string(let text)? = value["title"], let title = StreamTitle(text) else {
            return .now(Self.wrongTitle.response)
        }
        return responder.answer { await entitle(stream, as: title) }
    }

    private func entitle(_ stream: StreamName, as title: StreamTitle?) async -> Response {
        do throws(MediaRefusal) {
            try await plane.entitle(stream, as: title)
        } catch {
            return error.problem.response
        }
        guard let title else { return Response(.noContent) }
        var json = JSONText()
        json.object { $0.member("title", title.text) }
        return Response(json: json)
    }

    private static let malformedName = Problem(
        .badRequest, title: "This cannot be the name of a stream", detail: "A name is \(StreamName.rule).")
    private static let malformedBody = Problem(
        .badRequest, title: "The body cannot be read", detail: "It must be a JSON object.")
    private static let wrongTitle = Problem(
        .badRequest, title: "The field title is wrong", detail: "It must be \(StreamTitle.rule)."
    ).with("field", "title")
}
