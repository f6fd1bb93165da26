import Bytes
import HTTP

/// Takes what responders do, in order.
final class RecordingSink: ResponseSink, @unchecked Sendable {
    // Tests use a sink from one thread only.
    private(set) var actions: [ResponseAction] = []

    func submit(_ action: ResponseAction, for responder: Responder) {
        actions.append(action)
    }

    /// The responses among the actions.
    var responses: [Response] {
        actions.compactMap { action in
            if case .respond(let response) = action { response } else { nil }
        }
    }
}

extension Service {
    /// The response of a service that answers at once; whatever else it says becomes a teapot.
    func response(to request: Request) -> Response {
        let responder = Responder(sink: RecordingSink(), connection: 1, stream: StreamID(1))
        guard case .now(let response) = answer(request, with: responder) else {
            return Response(Status(418, "Not now"))
        }
        return response
    }
}

extension Response {
    /// The body as text.
    var text: String? {
        guard case .whole(let body) = body else { return nil }
        return String(utf8: body.bytes)
    }
}
