import HTTP
import Platform

extension SessionRole {
    /// Where sessions of the role are asked for, as a pattern of the router.
    var pattern: String { root + "/{stream}" }

    /// The folder of its paths, named after its protocol.
    fileprivate var root: String {
        switch self {
        case .publisher: "/whip"
        case .viewer: "/whep"
        }
    }
}

extension SessionLocation {
    /// The path that `Location` names: absolute, and without anything to escape.
    var path: String { "\(role.root)/\(stream)/\(id)" }

    /// The place that a request's path names; `nil` when no session could be there.
    init?(role: SessionRole, _ parameters: PathParameters) {
        guard let stream = StreamName(parameters.text("stream")),
            let id = SessionID(parameters.text("session"))
        else { return nil }
        self.init(role: role, stream: stream, id: id)
    }
}
