import HTTP
import Platform
import Signaling

/// The routes that tell of streams and sessions: `/api/v1/streams`, and for the operator `/api/v1/sessions`, where sessions
/// can be ended, too.
struct MediaReportRoutes: Sendable {
    /// Who knows them.
    let plane: any MediaPlane

    /// Adds the routes.
    func add(to router: inout Router) {
        router.add(.get, "/api/v1/streams") { _, _, responder in
            responder.answer { Self.list("streams", await plane.streams()) }
        }
        router.add(.get, "/api/v1/streams/{stream}") { _, parameters, responder in
            let name = StreamName(parameters.text("stream"))
            return responder.answer {
                guard let report = await plane.streams().first(where: { $0.name == name }) else {
                    return Self.unknownStream.response
                }
                return Response(json: JSONText(report))
            }
        }
        router.add(.get, "/api/v1/sessions", access: .admin) { request, _, responder in
            guard let filter = Self.filter(of: request) else { return .now(Self.malformedFilter.response) }
            return responder.answer { Self.list("sessions", await plane.sessions(of: filter.stream)) }
        }
        router.add(.get, "/api/v1/sessions/{id}", access: .admin) { _, parameters, responder in
            guard let id = SessionID(parameters.text("id")) else { return .now(Self.unknown.response) }
            return responder.answer {
                guard let report = await plane.session(id) else { return Self.unknown.response }
                return Response(json: JSONText(report))
            }
        }
        router.add(.delete, "/api/v1/sessions/{id}", access: .admin) { _, parameters, responder in
            guard let id = SessionID(parameters.text("id")) else { return .now(Self.unknown.response) }
            return responder.answer { await end(id) }
        }
    }

    /// Ends a session, whoever began it.
    private func end(_ id: SessionID) async -> Response {
        guard let report = await plane.session(id), report.isOpen else { return Self.unknown.response }
        do throws(MediaRefusal) {
            try await plane.close(report.location)
            return Response(.noContent)
        } catch {
            // It ended meanwhile.
            return Self.unknown.response
        }
    }

    /// Which streams' sessions are asked for.
    private struct Filter {
        /// The only one; `nil` for all.
        var stream: StreamName?
    }

    /// What `?stream=` asks for; `nil` when that is no name.
    private static func filter(of request: Request) -> Filter? {
        guard let query = Query(of: request) else { return nil }
        guard let text = query["stream"] else { return Filter() }
        return StreamName(text).map { Filter(stream: $0) }
    }

    private static func list(_ name: String, _ values: [some JSONWritable]) -> Response {
        var json = JSONText()
        json.object { $0.member(name, values) }
        return Response(json: json)
    }

    private static let unknown = Problem(
        .notFound, title: "There is no such session", detail: "It has ended a while ago, or never was.")
    private static let unknownStream = Problem(
        .notFound, title: "There is no such stream", detail: "Nobody brings it, gets it or waits for it.")
    private static let malformedFilter = Problem(
        .badRequest, title: "This cannot be the name of a stream", detail: "A name is \(StreamName.rule).")
}
