import Bytes
import HTTP
import Timing

/// Lets requests through to the operator's routes, or says why not.
struct AdminGate: Sendable {
    /// Who may. A reload sets another.
    var policy: AccessPolicy
    /// Who has tried too often.
    private var attempts = AttemptLimiter()

    /// A gate that keeps to `policy`.
    init(_ policy: AccessPolicy) {
        self.policy = policy
    }

    /// Why a request may not pass; `nil` when it may.
    ///
    /// An address that has tried too often is not even listened to, whatever key it has: otherwise its next guess
    /// would still be answered.
    mutating func problem(with request: Request, at now: Instant) -> Problem? {
        let address = request.client
        if let wait = attempts.wait(for: address, at: now) { return .tooManyAttempts(wait) }
        switch policy.verdict(on: request) {
        case .allowed: return nil
        case .keyMissing: return .adminKeyMissing
        case .refused(.noKeyIsSet): return .noAdminKeyIsSet
        case .refused(.foreignPage): return .foreignPage
        case .keyWrong:
            attempts.recordAttempt(from: address, at: now)
            return .adminKeyWrong
        }
    }
}

extension Problem {
    fileprivate static let adminKeyMissing = tokenMissing(
        "This needs the admin key", detail: "Send it in the header: Authorization: Bearer KEY.")
    fileprivate static let adminKeyWrong = tokenInvalid("This is not the admin key")
    fileprivate static let noAdminKeyIsSet = Problem(
        .forbidden, title: "This is for the operator only",
        detail:
            "The server listens beyond loopback and has no admin key. Its operator can set one: --admin-key.")
    fileprivate static let foreignPage = Problem(
        .forbidden, title: "This is for the operator only",
        detail:
            "A page of another site asks, or the address does not name this machine. Use http://localhost, "
            + "or set an admin key and send it.")

    /// An address that tries keys.
    static func tooManyAttempts(_ wait: Duration) -> Problem {
        Problem(.tooManyRequests, title: "Too many wrong keys came from your address", retryAfter: wait)
    }
}
