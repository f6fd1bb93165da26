import HTTP

/// Whether new clients should be sent here, as load balancers ask.
enum Readiness: Equatable, Sendable {
    /// They should.
    case ready
    /// The server is ending; whoever is here may finish.
    case draining
    /// Its media node, which is another process, cannot be reached.
    case withoutMedia

    /// What `/readyz` answers.
    var response: Response {
        switch self {
        case .ready: Response(json: .status("ready"))
        case .draining: Self.drainingProblem.response
        case .withoutMedia: Self.mediaProblem.response
        }
    }

    /// What `/healthz` answers as long as the process can: whether it should be restarted, not whether to use it.
    static var healthy: Response { Response(json: .status("ok")) }

    private static let drainingProblem = Problem(
        .serviceUnavailable, title: "The server is draining",
        detail: "It is ending; open sessions may finish.")
    private static let mediaProblem = Problem(
        .serviceUnavailable, title: "The media node cannot be reached",
        detail: "It is another process, at the address that --plane names.")
}

extension JSONText {
    /// `{"status":"…"}`.
    fileprivate static func status(_ word: String) -> JSONText {
        var json = JSONText()
        json.object { $0.member("status", word) }
        return json
    }
}
