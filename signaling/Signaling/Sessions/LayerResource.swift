import HTTP
import Platform

/// Where a player says which layer it wants, and hears which it gets: `/whep/{stream}/{session}/layer`.
///
/// The shape is that of the layer extension of WHEP (draft-murillo-whep, "Video Layer Selection"): POST names a section and
/// a layer, and without a layer leaves the choice to us. Who knows the session's address may do so, as with the session.
///
/// Deviation: a layer is the best that is wanted, since what does not fit through a viewer's network helps nobody. What is
/// chosen is told by GET, where the extension wants events.
struct LayerResource: Sendable {
    /// Who has the sessions.
    let plane: any MediaPlane

    /// What `Link` calls it.
    private static let relation = "urn:ietf:params:whep:ext:core:layer"
    /// The longest choice, in bytes.
    private static let longestChoice = 4096

    /// The value of a `Link` field that tells a player of it.
    static func link(of session: SessionLocation) -> String { "<\(session.path)/layer>; rel=\"\(relation)\"" }

    /// Adds the routes.
    func add(to router: inout Router) {
        let pattern = SessionRole.viewer.pattern + "/{session}/layer"
        router.add(.post, pattern) { choose($0, $1, $2) }
        router.add(.get, pattern) { _, parameters, responder in
            at(parameters) { location in responder.answer { await state(of: location) } }
        }
        router.add(.options, pattern) { _, _, _ in .now(Self.options) }
    }

    private func at(_ parameters: PathParameters, _ body: (SessionLocation) -> Answer) -> Answer {
        guard let location = SessionLocation(role: .viewer, parameters) else {
            return .now(Problem.unknownSession.response)
        }
        return body(location)
    }

    // MARK: POST

    private func choose(_ request: Request, _ parameters: PathParameters, _ responder: Responder) -> Answer {
        at(parameters) { location in
            guard request.mediaType == "application/json" else { return .now(Self.wrongType.response) }
            return .afterBody(limit: Self.longestChoice) { body, responder in
                switch Wish.read(body) {
                case .failure(let mistake): .now(Problem(mistake).response)
                case .success(let wish): responder.answer { await response(to: wish, for: location) }
                }
            }
        }
    }

    private func response(to wish: Wish, for session: SessionLocation) async -> Response {
        do throws(MediaRefusal) {
            return Self.told(try await plane.choose(wish.choice, ofVideo: wish.video, for: session))
        } catch {
            return error.problem.response
        }
    }

    // MARK: GET

    private func state(of session: SessionLocation) async -> Response {
        guard let videos = await plane.videos(of: [session])[session.id] else {
            return Problem.unknownSession.response
        }
        return Self.told(videos)
    }

    private static func told(_ videos: [VideoReport]) -> Response {
        var json = JSONText()
        json.object { $0.member("videos", videos) }
        var response = Response(json: json)
        response.fields.append("cache-control", "no-store")
        return response
    }

    private static let options = Response(
        .ok, fields: ["allow": "GET, HEAD, POST, OPTIONS", "accept-post": "application/json"])

    private static let wrongType = Problem(
        .unsupportedMediaType, title: "The body must be a choice of layers",
        detail: "Send it with Content-Type: application/json."
    ).with(field: "accept-post", "application/json")
}

extension LayerResource {
    /// What a player asks for.
    struct Wish: Sendable {
        /// The `mid` of the section; `nil` for all.
        var video: String?
        /// What it wants there.
        var choice: LayerChoice

        /// Reads a body.
        static func read(_ body: [UInt8]) -> Result<Wish, MessageMistake> {
            guard let text = String(validating: body, as: UTF8.self), let value = JSONValue(text),
                case .object = value
            else { return .failure(MessageMistake(nil, "is no JSON object")) }
            return Result { () throws(MessageMistake) in try Wish(MessageFields(value)) }
        }

        private init(_ fields: MessageFields) throws(MessageMistake) {
            video = try fields.text(ifPresent: "mediaId", upTo: LayerChoice.longestName)
            // The draft's name for it, and that of later texts.
            let encoding = try fields.text(ifPresent: "encodingId", upTo: LayerChoice.longestName)
            let rid = try fields.text(ifPresent: "rid", upTo: LayerChoice.longestName)
            choice = try LayerChoice(layer: encoding ?? rid, fields)
            for name in Self.unknownLayers {
                guard try fields.whole(ifPresent: name, in: 0...255) != nil else { continue }
                throw fields.mistake(name, "cannot be chosen here: encodingId, maxWidth and maxHeight can")
            }
        }

        private static let unknownLayers = [
            "spatialLayerId", "temporalLayerId", "maxSpatialLayerId", "maxTemporalLayerId",
        ]
    }
}

extension Problem {
    /// A body that cannot be read.
    fileprivate init(_ mistake: MessageMistake) {
        let refusal = Refusal(mistake)
        self.init(.badRequest, title: refusal.title, detail: refusal.detail ?? "")
    }
}
