/// Which side of the DTLS handshake we take.
public enum DTLSRole: String, Hashable, Sendable {
    /// The client: sends the first flight.
    case active
    /// The server: waits for it, and chooses the SRTP profile.
    case passive
}

/// `a=setup:<role>` (RFC 4145 §4, RFC 8842 §5).
struct Setup: Attribute {
    /// The roles on offer.
    enum Role: String, Hashable, Sendable {
        case actpass
        case active
        case passive
        case holdconn
    }

    static let name = "setup"
    static let grammar = "\"a=setup:\" and actpass, active or passive"

    /// The role.
    var role: Role

    /// A role of ours.
    init(_ role: Role) {
        self.role = role
    }

    init?(_ value: String) {
        guard let role = Role(rawValue: value) else { return nil }
        self.role = role
    }

    var value: String { role.rawValue }
}
