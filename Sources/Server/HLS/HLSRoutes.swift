import HTTP
import Packaging
import Platform

/// The routes of HLS players below `/hls/{stream}`. They only read what is asked and pass it on to the packaging loop.
struct HLSRoutes: Sendable {
    /// Passes a question on; `false` when too many wait already.
    let ask: @Sendable (HLSQuestion) -> Bool

    /// Adds the routes.
    func add(to router: inout Router) {
        router.add(.get, "/hls/{stream}/index.m3u8") { request, parameters, responder in
            answer(.multivariant, of: parameters, to: request, responder)
        }
        router.add(.get, "/hls/{stream}/{rendition}/{file}") { request, parameters, responder in
            let subject = HLSQuestion.subject(
                rendition: parameters.text("rendition"), file: parameters.text("file"), of: request)
            guard let subject else { return .now(Self.malformedDirectives.response) }
            return answer(subject, of: parameters, to: request, responder)
        }
    }

    private func answer(
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

    private static let malformedName = Problem(
        .badRequest, title: "This cannot be the name of a stream", detail: "A name is \(StreamName.rule).")
    private static let malformedDirectives = Problem(
        .badRequest, title: "The playlist's directives make no sense",
        detail: "_HLS_msn and _HLS_part are whole numbers, and no part comes without a segment.")
    private static let busy = Problem(
        .serviceUnavailable, title: "The server has too much to do", retryAfter: .seconds(1))
}
