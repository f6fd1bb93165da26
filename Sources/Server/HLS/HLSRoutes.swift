import HTTP
import Packaging
import Platform

/// The routes of HLS players below `/hls/{stream}`. They only read what is asked and pass it on to the packaging loop.
struct HLSRoutes: Sendable {
    /// Passes a question on; `false` when too many wait already.
    let ask: @Sendable (HLSQuestion) -> Bool
    /// The stream that a name stands for: a stage's is that of its primary host.
    var resolving: @Sendable (StreamName) -> StreamName = { $0 }

    /// Adds the routes.
    func add(to router: inout Router) {
        let beginnings: [(file: String, subject: HLSQuestion.Subject)] = [
            ("index.m3u8", .multivariant), ("poster.jpg", .poster),
        ]
        for (file, subject) in beginnings {
            router.add(.get, "/hls/{stream}/\(file)") { request, parameters, responder in
                if let host = Self.elsewhere(parameters, resolving) {
                    return .now(Self.redirect(request, to: "/hls/\(host.text)/\(file)"))
                }
                return answer(subject, of: parameters, to: request, responder)
            }
        }
        router.add(.get, "/hls/{stream}/{rendition}/{file}") { request, parameters, responder in
            let subject = HLSQuestion.subject(
                rendition: parameters.text("rendition"), file: parameters.text("file"), of: request)
            guard let subject else { return .now(Self.malformedDirectives.response) }
            return answer(subject, of: parameters, to: request, responder)
        }
    }

    /// Passes a question on.
    func answer(
        _ subject: HLSQuestion.Subject, of parameters: PathParameters, to request: Request,
        _ responder: Responder
    ) -> Answer {
        guard let stream = StreamName(parameters.text("stream")) else {
            return .now(Self.malformedName.response)
        }
        let isTaken = ask(
            HLSQuestion(stream: stream, subject: subject, request: request, responder: responder))
        return isTaken ? .later : .now(Self.busy.response)
    }

    /// The stream that is played in place of the one that is asked for; `nil` when that is itself.
    private static func elsewhere(
        _ parameters: PathParameters, _ resolving: (StreamName) -> StreamName
    ) -> StreamName? {
        guard let stream = StreamName(parameters.text("stream")) else { return nil }
        let found = resolving(stream)
        return found == stream ? nil : found
    }

    /// Sends a player on. Playlists name all else relative to where they came from, so who plays already goes on with the
    /// host that it began with, whoever becomes primary; two hosts' segments have numbers of their own, and cannot be
    /// one playlist's. Nobody may remember the way: it is another when the primary host is.
    private static func redirect(_ request: Request, to path: String) -> Response {
        let query = request.target.firstIndex(of: "?").map { String(request.target[$0...]) } ?? ""
        return Response(
            .temporaryRedirect, fields: ["location": path + query, "cache-control": "no-store"])
    }

    static let malformedName = Problem(
        .badRequest, title: "This cannot be the name of a stream", detail: "A name is \(StreamName.rule).")
    private static let malformedDirectives = Problem(
        .badRequest, title: "The playlist's directives make no sense",
        detail: "_HLS_msn and _HLS_part are whole numbers, and no part comes without a segment.")
    static let busy = Problem(
        .serviceUnavailable, title: "The server has too much to do", retryAfter: .seconds(1))
}
