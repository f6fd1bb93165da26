/// The head of a request, the same for HTTP/1.1 and HTTP/2. Its body, if any, comes in pieces.
public struct Request: Sendable {
    /// What is asked for.
    public var method: Method
    /// The path as sent, from `/` to before the `?`, still percent-encoded.
    public var path: String
    /// What follows the `?`, without it, still percent-encoded; `nil` when there is no `?`.
    public var query: String?
    /// `Host` or `:authority`; empty only in HTTP/1.0.
    public var authority: String
    /// The header fields.
    public var fields: HeaderFields
    /// Which version of HTTP it came in.
    public var version: Version
    /// Who asks, and how.
    public var peer: Peer

    /// A protocol version we speak.
    public enum Version: Hashable, Sendable {
        case http10, http11, http2
    }

    /// The other end of the connection.
    public struct Peer: Hashable, Sendable {
        /// The numeric address without port, as text: `203.0.113.9` or `2001:db8::1`.
        public var address: String
        /// Whether the address is the loopback interface's.
        public var isLoopback: Bool
        /// Whether the connection is encrypted.
        public var isSecure: Bool

        /// The other end of a connection.
        public init(address: String, isLoopback: Bool, isSecure: Bool) {
            self.address = address
            self.isLoopback = isLoopback
            self.isSecure = isSecure
        }
    }

    /// A request with all its parts.
    public init(
        method: Method, path: String, query: String? = nil, authority: String = "",
        fields: HeaderFields = HeaderFields(), version: Version = .http11,
        peer: Peer = Peer(address: "127.0.0.1", isLoopback: true, isSecure: false)
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.authority = authority
        self.fields = fields
        self.version = version
        self.peer = peer
    }
}
