import HTTP
import Platform

/// Who may use the routes that are for the operator: calls that change something, the dashboard, session details.
///
/// With an admin key, whoever presents it and nobody else, wherever they are: behind a proxy on this machine every
/// client seems to be on loopback. Without one, this machine alone, and only while the server listens to nobody
/// else.
struct AccessPolicy: Equatable, Sendable {
    /// What may be said of a request.
    enum Verdict: Equatable, Sendable {
        /// It may.
        case allowed
        /// A key is needed and none was sent.
        case keyMissing
        /// A key was sent, and it is not ours.
        case keyWrong
        /// No key would help.
        case refused(Refusal)
    }

    /// Why no key would help.
    enum Refusal: Equatable, Sendable {
        /// There is none, and the server can be reached from other machines.
        case noKeyIsSet
        /// There is none, and a web page of somebody else is asking through a browser on this machine.
        case foreignPage
    }

    /// The key, when the operator has set one.
    private let adminKey: Secret?
    /// Whether other machines can reach the server.
    private let isReachableFromOutside: Bool

    /// The policy of an operator.
    init(adminKey: Secret?, isReachableFromOutside: Bool) {
        self.adminKey = adminKey
        self.isReachableFromOutside = isReachableFromOutside
    }

    /// Judges a request for one of these routes.
    func verdict(on request: Request) -> Verdict {
        if let adminKey {
            guard let token = request.bearerToken else { return .keyMissing }
            return adminKey.matches(token) ? .allowed : .keyWrong
        }
        guard !isReachableFromOutside, request.peer.isLoopback else { return .refused(.noKeyIsSet) }
        return request.isFromForeignPage ? .refused(.foreignPage) : .allowed
    }
}

extension Request {
    /// Whether a web page of another site may be behind it.
    ///
    /// Any page in a browser on this machine can send requests to loopback. The browser tells whose page it is in
    /// `Origin` (Fetch §3.2). Where it tells nothing, as with GET of the same origin, the site may still be another's
    /// whose name was made to point at 127.0.0.1 ("DNS rebinding"): `Host` then shows that name.
    fileprivate var isFromForeignPage: Bool {
        if let origin = fields["origin"] {
            let sameOrigin = ["http://" + authority, "https://" + authority]
            guard sameOrigin.contains(where: { $0.lowercased() == origin.lowercased() }) else { return true }
        }
        return !namesLoopback
    }
}
