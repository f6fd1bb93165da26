/// Which end of the DTLS association we are, and so which of its keys we seal with (RFC 5764 §4.2).
public enum SRTPRole: Hashable, Sendable {
    /// We sent the ClientHello.
    case client
    /// We answered it.
    case server

    /// The other end.
    public var peer: SRTPRole { self == .client ? .server : .client }
}
