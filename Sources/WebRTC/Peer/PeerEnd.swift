/// Why a peer is no more.
public enum PeerEnd: Hashable, Sendable {
    /// We closed it: the client asked for it over HTTP, or the server ends.
    case closed
    /// The other side said goodbye by DTLS.
    case closedByPeer
    /// No right connectivity check ever came.
    case neverConnected
    /// No check came for so long that the other side must be gone (RFC 7675 §5.1).
    case consentExpired
    /// There was a path, and DTLS came to nothing.
    case handshakeFailed(reason: String)

    /// Whether it is what one of both sides wanted.
    public var isOrderly: Bool {
        switch self {
        case .closed, .closedByPeer: true
        case .neverConnected, .consentExpired, .handshakeFailed: false
        }
    }
}
