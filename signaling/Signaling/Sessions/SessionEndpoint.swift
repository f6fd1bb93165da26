import Bytes
import HTTP
import Platform

/// Where sessions of one role are asked for: `/whip/{stream}` or `/whep/{stream}`.
struct SessionEndpoint: Sendable {
    /// Publishers or viewers.
    let role: SessionRole
    /// Who opens sessions.
    let plane: any MediaPlane
    /// Whether viewers may wait for their publisher.
    let waits: Bool
    /// Says why a request may not have such a session; `nil` when it may.
    let permission: @Sendable (Request, StreamName) -> Problem?
    /// The STUN and TURN servers for a session that begins now.
    let iceServers: @Sendable (StreamName) -> [ICEServer]
    /// The stream that is meant by a name.
    let resolving: @Sendable (StreamName) -> StreamName

    /// The largest offer, in bytes. A browser's with every codec and three layers has 20 KB.
    private static let longestOffer = 128 * 1024
    /// The most characters of a client's name that are worth keeping.
    private static let longestUserAgent = 200

    /// Adds the routes.
    func add(to router: inout Router) {
        router.add(.post, role.pattern) { open($0, $1, $2) }
        router.add(.options, role.pattern) { request, parameters, _ in .now(options(request, parameters)) }
        // RFC 9725 §4.1 wants 2xx without content. WHEP §4.2: players recognise the address by HEAD.
        router.add(.get, role.pattern) { _, _, _ in .now(Response(.noContent)) }
        if role == .viewer {
            let recognised = Response(.ok, fields: ["content-type": SDPMediaType.description])
            router.add(.head, role.pattern) { _, _, _ in .now(recognised) }
        }
    }

    // MARK: POST

    /// Begins a session, once the offer is there.
    private func open(_ request: Request, _ parameters: PathParameters, _ responder: Responder) -> Answer {
        guard let stream = StreamName(parameters.text("stream")) else {
            return .now(Self.malformedName.response)
        }
        if let problem = permission(request, stream) { return .now(problem.response) }
        guard request.mediaType == SDPMediaType.description else { return .now(Self.wrongType.response) }
        guard let query = Query(of: request) else { return .now(Self.malformedQuery.response) }
        let takesOver = role == .publisher && query.contains("takeover")
        return .afterBody(limit: Self.longestOffer) { body, responder in
            guard !body.isEmpty else { return .now(Self.emptyOffer.response) }
            guard let offer = String(utf8: body.bytes) else { return .now(Self.malformedText.response) }
            let session = SessionRequest(
                role: role, stream: resolving(stream), offer: offer, takesOver: takesOver,
                waitsForPublisher: waits,
                client: IPAddress(request.peer.address),
                userAgent: request.fields["user-agent"].map { String($0.prefix(Self.longestUserAgent)) })
            return responder.answer { await response(to: session) }
        }
    }

    private func response(to request: SessionRequest) async -> Response {
        do throws(MediaRefusal) {
            return created(try await plane.open(request), on: request.stream)
        } catch {
            return error.problem.response
        }
    }

    /// 201, with everything the client needs from here on (RFC 9725 §4.2, §4.3.1, §4.6).
    private func created(_ answer: SessionAnswer, on stream: StreamName) -> Response {
        let location = SessionLocation(role: role, stream: stream, id: answer.id)
        var fields: HeaderFields = [
            "location": location.path, "etag": EntityTag(answer.tag).description, "cache-control": "no-store",
        ]
        for server in iceServers(stream) { fields.append("link", server.link) }
        if role == .viewer { fields.append("link", LayerResource.link(of: location)) }
        let body = ByteSlice(Array(answer.description.utf8))
        return Response(.created, type: SDPMediaType.description, body: body, fields: fields)
    }

    // MARK: OPTIONS

    /// What can be done here; a browser's preflight does not come this far. ICE servers come with credentials that
    /// cost their owner traffic, so only who may have a session is told of them.
    private func options(_ request: Request, _ parameters: PathParameters) -> Response {
        var response = Response(
            .ok, fields: ["allow": "GET, HEAD, POST, OPTIONS", "accept-post": SDPMediaType.description])
        guard let stream = StreamName(parameters.text("stream")), permission(request, stream) == nil else {
            return response
        }
        response.fields.append("cache-control", "no-store")
        for server in iceServers(stream) { response.fields.append("link", server.link) }
        return response
    }

    // MARK: Refusals

    private static let malformedName = Problem(
        .badRequest, title: "This cannot be the name of a stream", detail: "A name is \(StreamName.rule).")
    private static let malformedQuery = Problem(
        .badRequest, title: "The query is malformed", detail: "It must be name=value pairs with & between.")
    private static let emptyOffer = Problem(
        .badRequest, title: "The offer is missing", detail: "The body must be an SDP offer.")
    private static let malformedText = Problem(
        .badRequest, title: "The session description cannot be read", detail: "It is not UTF-8.")
    private static let wrongType = Problem(
        .unsupportedMediaType, title: "The body must be an SDP offer",
        detail: "Send it with Content-Type: \(SDPMediaType.description)."
    ).with(field: "accept-post", SDPMediaType.description)
}
