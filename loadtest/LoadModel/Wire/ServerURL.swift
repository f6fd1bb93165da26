/// Where peers ask: the URL of a server, in which `{n}` stands for the peer's number.
///
/// `scheme://host[:port]/path[?query]` (RFC 9110 §4.2, RFC 6455 §3).
public struct ServerURL: Hashable, Sendable {
    /// How it is asked.
    public enum Scheme: String, CaseIterable, Sendable {
        /// HTTP, plain or over TLS.
        case http, https
        /// A WebSocket, plain or over TLS.
        case ws, wss

        /// Whether there is TLS.
        public var isSecure: Bool { self == .https || self == .wss }

        /// The port of a URL that names none.
        var defaultPort: UInt16 { isSecure ? 443 : 80 }
    }

    /// How it is asked.
    public let scheme: Scheme
    /// The name or address of the server, an IPv6 address without its brackets.
    public let host: String
    /// Its port.
    public let port: UInt16
    /// The path and the query; begins with a slash.
    public let target: String

    /// The URL that a text is; `nil` when it is another one than we can ask.
    public init?(_ text: String) {
        guard let separator = Self.schemeEnd(in: text), Self.isClean(text),
            let scheme = Scheme(rawValue: text[..<separator].lowercased())
        else { return nil }
        let rest = text[separator...].dropFirst(3)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        guard let (host, port) = Self.parse(authority: rest[..<end], of: scheme) else { return nil }
        // A fragment is no part of a request (RFC 9110 §4.2.5).
        let path = rest[end...].prefix { $0 != "#" }
        self.init(
            scheme, host: host, port: port, target: path.hasPrefix("/") ? String(path) : "/" + path)
    }

    /// A URL of its parts.
    private init(_ scheme: Scheme, host: String, port: UInt16, target: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.target = target
    }

    /// The server as `host` names it (RFC 9110 §7.2).
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == scheme.defaultPort ? name : "\(name):\(port)"
    }

    /// The scheme and the server: all URLs that begin so are asked over the same connections.
    var origin: String { "\(scheme.rawValue)://\(authority)" }

    /// The URL of one peer.
    public func of(peer number: Int) -> ServerURL {
        let parts = target.split(separator: "{n}", omittingEmptySubsequences: false)
        return parts.count == 1 ? self : with(target: parts.joined(separator: "\(number)"))
    }

    /// What a reference in an answer of this URL means, such as a `Location` or a line of a playlist (RFC 3986 §5.2).
    public func resolving(_ reference: String) -> ServerURL? {
        guard Self.isClean(reference) else { return nil }
        if Self.schemeEnd(in: reference) != nil { return ServerURL(reference) }
        if reference.hasPrefix("//") { return ServerURL("\(scheme.rawValue):\(reference)") }
        let wanted = reference.prefix { $0 != "#" }
        guard !wanted.isEmpty else { return self }
        let path = target.prefix { $0 != "?" }
        if wanted.hasPrefix("?") { return with(target: path + wanted) }
        let query = wanted.drop { $0 != "?" }
        let named = wanted.prefix { $0 != "?" }
        let whole =
            named.hasPrefix("/")
            ? named : path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex) + named
        return with(target: Self.removingDotSegments(of: whole) + query)
    }

    /// The same with something added to its query.
    func adding(query: String) -> ServerURL {
        query.isEmpty ? self : with(target: target + (target.contains("?") ? "&" : "?") + query)
    }

    private func with(target: some StringProtocol) -> ServerURL {
        ServerURL(scheme, host: host, port: port, target: String(target))
    }

    /// Whether a text has nothing that must not be in a request's line.
    private static func isClean(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// Where the scheme of a whole URL ends; `nil` when it is a relative reference.
    private static func schemeEnd(in text: String) -> String.Index? {
        guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "/" || $0 == "?" || $0 == "#" }),
            text[colon...].hasPrefix("://")
        else { return nil }
        return colon
    }

    /// RFC 3986 §5.2.4, for a path that begins with a slash.
    private static func removingDotSegments(of path: some StringProtocol) -> String {
        var segments: [Substring] = []
        let all = Substring(path).split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for segment in all {
            switch segment {
            case ".": break
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        let endsInDots = all.last == "." || all.last == ".."
        return "/" + segments.joined(separator: "/") + (endsInDots && !segments.isEmpty ? "/" : "")
    }

    private static func parse(authority: Substring, of scheme: Scheme) -> (String, UInt16)? {
        var name = authority
        var port = "\(scheme.defaultPort)"[...]
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
    public var description: String { origin + target }
}
