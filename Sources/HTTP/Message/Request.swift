/// The head of a request, the same for HTTP/1.1 and HTTP/2. Its body, if any, comes in pieces.
///
/// It is handed along once a request, so it is small: three references at most. Path, query and authority are
/// read out of what they came in when somebody asks.
public struct Request: Sendable {
    /// What is asked for.
    public var method: Method
    /// Which version of HTTP it came in.
    public var version: Version
    /// Path and query as sent, still percent-encoded: `/watch/lobby?token=x`; or `*` for the server as a whole
    /// (RFC 9112 §3.2.4), with `OPTIONS` only.
    public var target: String
    /// The header fields. `host` is among them in HTTP/2 as well.
    public var fields: HeaderFields
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

    /// A request as a protocol core has it.
    public init(method: Method, version: Version, target: String, fields: HeaderFields, peer: Peer) {
        self.method = method
        self.version = version
        self.target = target
        self.fields = fields
        self.peer = peer
    }

    /// A request put together from its parts. An authority that is not empty becomes the `host` field.
    public init(
        method: Method, path: String, query: String? = nil, authority: String = "",
        fields: HeaderFields = HeaderFields(), version: Version = .http11,
        peer: Peer = Peer(address: "127.0.0.1", isLoopback: true, isSecure: false)
    ) {
        self.init(
            method: method, version: version, target: query.map { path + "?" + $0 } ?? path, fields: fields,
            peer: peer)
        if !authority.isEmpty { self.fields.set("host", authority) }
    }

    /// The path as sent, from `/` to before the `?`, still percent-encoded.
    public var path: String {
        mark.map { String(target[..<$0]) } ?? target
    }

    /// What follows the `?`, without it, still percent-encoded; `nil` when there is no `?`.
    public var query: String? {
        mark.map { String(target[target.utf8.index(after: $0)...]) }
    }

    /// `Host` or `:authority`: a host and perhaps a port. Empty when the client named none, which only HTTP/1.0
    /// may.
    public var authority: String { fields["host"] ?? "" }

    /// Where the first `?` stands.
    private var mark: String.Index? { target.utf8.firstIndex(of: UInt8(ascii: "?")) }
}
