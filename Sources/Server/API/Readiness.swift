import HTTP

/// Whether new clients should be sent here, as load balancers ask.
enum Readiness: Equatable, Sendable {
    /// They should.
    case ready
    /// The server is ending; whoever is here may finish.
    case draining

    /// What `/readyz` answers.
    var response: Response {
        switch self {
        case .ready: Response(json: .status("ready"))
        case .draining: Self.drainingProblem.response
        }
    }

    /// What `/healthz` answers as long as the process can: whether it should be restarted, not whether to use it.
    static var healthy: Response { Response(json: .status("ok")) }

    private static let drainingProblem = Problem(
        .serviceUnavailable, title: "The server is draining",
        detail: "It is ending; open sessions may finish.")
}

extension JSONText {
    /// `{"status":"…"}`.
    fileprivate static func status(_ word: String) -> JSONText {
        var json = JSONText()
        json.object { $0.member("status", word) }
        return json
    }
}
