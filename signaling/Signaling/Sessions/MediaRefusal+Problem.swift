import HTTP

extension MediaRefusal {
    /// What a client is told, in words for the person before it.
    var problem: Problem {
        switch self {
        case .malformed(let reason):
            Problem(.badRequest, title: "The session description cannot be read", detail: reason)
        case .noCommonCodec(let kind, let offered, let supported):
            Problem(
                .notAcceptable, title: "There is no \(kind) codec in common",
                detail: "Offered: \(Self.list(offered)). Supported: \(Self.list(supported))."
            ).with("kind", kind).with("offered", offered).with("supported", supported)
        case .unacceptable(let reason):
            Problem(
                .unprocessableContent, title: "No session can come of this description", detail: reason)
        case .streamHasPublisher:
            Problem(
                .conflict, title: "The stream has a publisher already",
                detail:
                    "Publish when it has ended, or under another name, or to the same address with ?takeover "
                    + "to replace it.")
        case .noPublisher(let wait):
            Problem(
                .notFound, title: "The stream has not begun", detail: "Nobody publishes it at the moment.",
                retryAfter: wait)
        case .unknownSession: .unknownSession
        case .staleTag:
            Problem(
                .preconditionFailed, title: "The ICE session has been replaced",
                detail: "If-Match names an ICE session that is no more; use the last ETag that was answered.")
        case .glare:
            Problem(
                .conflict, title: "An offer of the server waits for its answer",
                detail: "Take yours back, answer that one, and offer again.")
        case .full(let limit, let wait):
            Problem(
                .serviceUnavailable, title: "The server is full",
                detail: "It takes \(limit) sessions at once.", retryAfter: wait)
        case .draining(let wait):
            Problem(
                .serviceUnavailable, title: "The server is draining",
                detail: "It is ending; try again later, or at another server.", retryAfter: wait)
        case .unreachable(let wait):
            Problem(
                .serviceUnavailable, title: "The media node cannot be reached",
                detail: "It is another process, which is being started or has ended; try again.",
                retryAfter: wait)
        }
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
    }
}

extension Problem {
    /// An address that names no session: never, no longer, or of another stream or role.
    static let unknownSession = Problem(
        .notFound, title: "There is no such session",
        detail: "It has ended, or the address is not the one that was answered.")
}
