public import HTTP
public import Platform

/// WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep): how sessions are made, changed and ended over HTTP.
///
/// Both are one protocol with the roles reversed. A client offers with POST and gets the answer and the session's own
/// address; PATCH there trickles candidates or restarts ICE, DELETE ends the session. Whoever may publish a stream says by the
/// API what it is about.
public struct SessionRoutes: Sendable {
    /// Who has the sessions.
    private let plane: any MediaPlane
    /// Whether viewers may come before the publisher and wait.
    private let viewersWait: Bool
    /// Says why a request may not publish a stream; `nil` when it may.
    private let publishing: @Sendable (Request, StreamName) -> Problem?
    /// The STUN and TURN servers for a session of a stream that begins now.
    private let iceServers: @Sendable (StreamName) -> [ICEServer]
    /// The stream that viewers get who ask for one: the primary host's for that of a stage.
    private let resolving: @Sendable (StreamName) -> StreamName

    /// Routes to the sessions of `plane`.
    public init(
        plane: any MediaPlane, viewersWait: Bool,
        publishing: @escaping @Sendable (Request, StreamName) -> Problem?,
        iceServers: @escaping @Sendable (StreamName) -> [ICEServer],
        resolving: @escaping @Sendable (StreamName) -> StreamName = { $0 }
    ) {
        self.plane = plane
        self.viewersWait = viewersWait
        self.publishing = publishing
        self.iceServers = iceServers
        self.resolving = resolving
    }

    /// Adds the routes.
    public func add(to router: inout Router) {
        let anyone: @Sendable (Request, StreamName) -> Problem? = { _, _ in nil }
        let itself: @Sendable (StreamName) -> StreamName = { $0 }
        for role in SessionRole.allCases {
            SessionEndpoint(
                role: role, plane: plane, waits: viewersWait,
                permission: role == .publisher ? publishing : anyone, iceServers: iceServers,
                resolving: role == .viewer ? resolving : itself
            ).add(to: &router)
            SessionResource(role: role, plane: plane).add(to: &router)
        }
        LayerResource(plane: plane).add(to: &router)
        TitleResource(plane: plane, publishing: publishing).add(to: &router)
    }
}
