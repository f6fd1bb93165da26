import Bytes
import HTTP
import Platform
import Timing

/// Lets publishers through, or says why not.
struct PublishGate: Sendable {
    /// Who may. A reload sets another.
    var policy: PublishPolicy
    /// Who has tried too often.
    private var attempts = AttemptLimiter()

    /// A gate that keeps to `policy`.
    init(_ policy: PublishPolicy) {
        self.policy = policy
    }

    /// Why somebody may not publish `stream`; `nil` when they may. As with the operator's routes, an address that has
    /// tried too often is not listened to.
    mutating func refusal(
        of attempt: PublishAttempt, for stream: StreamName, at now: Instant
    ) -> PublishRefusal? {
        if let wait = attempts.wait(for: attempt.client, at: now) { return .tooManyAttempts(wait) }
        switch policy.verdict(on: attempt, for: stream) {
        case .allowed: return nil
        case .keyMissing: return .keyMissing
        case .noKeyIsSet: return .noKeyIsSet
        case .foreignName: return .foreignName
        case .keyWrong:
            attempts.recordAttempt(from: attempt.client, at: now)
            return .keyWrong
        }
    }

    /// The same of a request.
    mutating func problem(with request: Request, for stream: StreamName, at now: Instant) -> Problem? {
        switch refusal(of: PublishAttempt(request), for: stream, at: now) {
        case nil: nil
        case .tooManyAttempts(let wait): .tooManyAttempts(wait)
        case .keyMissing: .publishKeyMissing
        case .keyWrong: .publishKeyWrong
        case .noKeyIsSet: .noPublishKeyIsSet
        case .foreignName: .foreignName
        }
    }
}

extension Problem {
    fileprivate static let publishKeyMissing = tokenMissing(
        "Publishing needs a key", detail: "Send it in the header: Authorization: Bearer KEY.")
    /// RFC 6750 §3.1 has 401 for a token that is unknown and 403 for one that opens something else. Deviation: 403
    /// for both, so that nobody learns which keys there are; clients ask their user for a key after 401 only.
    fileprivate static let publishKeyWrong = Problem(
        .forbidden, title: "This is not a key to this stream"
    ).with(field: "www-authenticate", "Bearer error=\"invalid_token\"")
    fileprivate static let noPublishKeyIsSet = Problem(
        .forbidden, title: "Nobody can publish here yet",
        detail: "The server listens beyond loopback and has no publish key. Its operator can set one, "
            + "--publish-key, or let everyone publish, --open-publishing.")
    fileprivate static let foreignName = Problem(
        .forbidden, title: "Nobody can publish here under this name",
        detail: "Without a publish key only this machine may, as http://localhost. Behind a proxy set one: "
            + "--publish-key.")
}
