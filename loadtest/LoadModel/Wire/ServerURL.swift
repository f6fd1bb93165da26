/// Where peers ask for a session: an `http` URL, in which `{n}` stands for the peer's number.
///
/// `http://host[:port]/path[?query]` (RFC 9110 §4.2.1). There is no TLS: a tester on its way through a certificate would
/// measure the certificate, and the media is encrypted whatever the signaling goes over.
public struct ServerURL: Hashable, Sendable {
    /// The name or address of the server, an IPv6 address without its brackets.
    public let host: String
    /// Its port.
    public let port: UInt16
    /// The path and the query; begins with a slash.
    public let target: String

    /// The URL that a text is; `nil` when it is another one than we can ask.
    public init?(_ text: String) {
        let scheme = "http://"
        guard text.hasPrefix(scheme), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        guard let (host, port) = Self.parse(authority: rest[..<end]) else { return nil }
        self.host = host
        self.port = port
        // A fragment is no part of a request (RFC 9110 §4.2.5).
        let path = rest[end...].prefix { $0 != "#" }
        target = path.hasPrefix("/") ? String(path) : "/" + path
    }

    /// A URL of its parts.
    private init(host: String, port: UInt16, target: String) {
        self.host = host
        self.port = port
        self.target = target
    }

    /// The server as `host` names it (RFC 9110 §7.2).
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == 80 ? name : "\(name):\(port)"
    }

    /// The URL of one peer.
    public func of(peer number: Int) -> ServerURL {
        let parts = target.split(separator: "{n}", omittingEmptySubsequences: false)
        return parts.count == 1
            ? self : ServerURL(host: host, port: port, target: parts.joined(separator: "\(number)"))
    }

    /// What a `Location` of an answer means (RFC 3986 §4.2): a path of the same server, or a whole URL.
    public func resolving(_ location: String) -> ServerURL? {
        guard location.hasPrefix("/"), !location.hasPrefix("//") else { return ServerURL(location) }
        guard location.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        return ServerURL(host: host, port: port, target: location)
    }

    private static func parse(authority: Substring) -> (String, UInt16)? {
        var name = authority
        var port = "80"[...]
        if name.hasPrefix("[") {
            guard let bracket = name.firstIndex(of: "]") else { return nil }
            let behind = name[name.index(after: bracket)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { return nil }
            if behind.count > 1 { port = behind.dropFirst() }
            name = name[..<bracket].dropFirst()
        } else if let colon = name.lastIndex(of: ":") {
            port = name[name.index(after: colon)...]
            name = name[..<colon]
        }
        guard !name.isEmpty, !name.contains("@"), let number = UInt16(port), number > 0 else { return nil }
        return (String(name), number)
    }
}

extension ServerURL: CustomStringConvertible {
    /// The URL.
    public var description: String { "http://\(authority)\(target)" }
}
