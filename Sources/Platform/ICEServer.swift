/// A STUN or TURN server that clients may use to reach us, with what lets them (RFC 7064, RFC 7065).
public struct ICEServer: Hashable, Sendable {
    /// Where it is: `turn:turn.example.org:3478?transport=udp`.
    public let uri: String
    /// What a TURN server asks for; STUN asks for nothing.
    public let credentials: RelayCredentials?

    /// A server.
    public init(uri: String, credentials: RelayCredentials? = nil) {
        self.uri = uri
        self.credentials = credentials
    }
}
