import Bytes
import HTTP
import Platform
import Signaling
import Timing

/// The routes of stages: `/ws`, where clients meet, and what the API tells and makes for them.
struct StageRoutes: Sendable {
    /// Takes the sockets.
    let sockets: any WebSocketService
    /// Tells who is at a stage.
    let report: @Sendable (StreamName) async -> StageReport
    /// Lets somebody be the primary host of a stage; `false` when they are not on it.
    let setPrimary: @Sendable (StreamName, ParticipantID) async -> Bool
    /// What stages' names stand for.
    let primaries: Primaries
    /// Signs an invite.
    let inviting: @Sendable (StreamName, StageRole, Duration) -> String
    /// Whether a page of this origin may open a socket.
    let origins: CrossOrigin.Origins

    /// The largest request for an invite, in bytes.
    private static let longestRequest = 4096

    /// Adds the routes.
    func add(to router: inout Router) {
        router.add(.get, "/ws") { request, _, _ in
            // Browsers let any page open a socket to anywhere, so it is for us to look (RFC 6455 §10.2).
            guard isAllowed(request) else { return .now(Self.foreignPage.response) }
            return .webSocket(sockets)
        }
        router.add(.get, "/api/v1/streams/{stream}/participants") { _, parameters, responder in
            guard let stream = StreamName(parameters.text("stream")) else {
                return .now(Self.malformedName.response)
            }
            return responder.answer { Response(json: JSONText(await report(stream))) }
        }
        router.add(.put, "/api/v1/streams/{stream}/primary", access: .admin) { _, parameters, _ in
            guard let stream = StreamName(parameters.text("stream")), stream.participant == nil else {
                return .now(Self.malformedName.response)
            }
            return .afterBody(limit: Self.longestRequest) { body, responder in
                guard let text = String(utf8: body.bytes), let value = JSONValue(text), case .object = value
                else { return .now(Self.malformedBody.response) }
                guard case .string(let text) = value["participant"] ?? .null, let id = ParticipantID(text)
                else {
                    return .now(Self.wrong("participant", "the id of a participant").response)
                }
                return responder.answer { await makePrimary(id, of: stream) }
            }
        }
        router.add(.post, "/api/v1/streams/{stream}/invites", access: .admin) { _, parameters, _ in
            guard let stream = StreamName(parameters.text("stream")), stream.participant == nil else {
                return .now(Self.malformedName.response)
            }
            return .afterBody(limit: Self.longestRequest) { body, _ in .now(invite(to: stream, body)) }
        }
    }

    private func makePrimary(_ participant: ParticipantID, of stage: StreamName) async -> Response {
        guard await setPrimary(stage, participant) else { return Self.unknownParticipant.response }
        return Response(json: JSONText(await report(stage)))
    }

    private func isAllowed(_ request: Request) -> Bool {
        guard case .only(let origins) = origins, let origin = request.fields["origin"] else { return true }
        return origins.contains(origin) || origin.hasSuffix("://" + request.authority)
    }

    /// Makes an invite: `{"role": "guest", "seconds": 86400}`.
    private func invite(to stream: StreamName, _ body: [UInt8]) -> Response {
        guard let text = String(utf8: body.bytes), let value = JSONValue(text), case .object = value else {
            return Self.malformedBody.response
        }
        guard case .string(let word) = value["role"] ?? .null, let role = StageRole(rawValue: word) else {
            return Self.wrong("role", "one of viewer, guest, host").response
        }
        let longest = Invite.longestLife.components.seconds
        var seconds: Int64 = 86_400
        if let given = value["seconds"] {
            guard case .number(let number) = given, let whole = Int64(exactly: number),
                (60...longest).contains(whole)
            else { return Self.wrong("seconds", "a whole number from 60 to \(longest)").response }
            seconds = whole
        }
        let token = inviting(stream, role, .seconds(seconds))
        var json = JSONText()
        json.object { json in
            json.member("token", token)
            json.member("stream", stream.text)
            json.member("role", role.rawValue)
            json.member("seconds", seconds)
            // Behind the #, which browsers do not send: so no log and no Referer holds it.
            json.member("path", "/stage/\(stream)#invite=\(token)")
        }
        return Response(.created, json: json)
    }

    private static func wrong(_ field: String, _ rule: String) -> Problem {
        Problem(.badRequest, title: "The field \(field) is wrong", detail: "It must be \(rule).")
            .with("field", field)
    }

    private static let malformedName = Problem(
        .badRequest, title: "This cannot be the name of a stage", detail: "A name is \(StreamName.rule).")
    private static let unknownParticipant = Problem(
        .notFound, title: "There is nobody of that name on the stage",
        detail: "GET …/participants tells who is there.")
    private static let malformedBody = Problem(
        .badRequest, title: "The body cannot be read", detail: "It must be a JSON object.")
    private static let foreignPage = Problem(
        .forbidden, title: "Pages of this origin may not open a socket here",
        detail: "Its operator can allow them: --cors-origin.")
}
