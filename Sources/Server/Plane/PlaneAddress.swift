import Bytes

/// Where signaling and a media node meet when they are two processes.
enum PlaneAddress: Hashable, Sendable {
    /// A path of the file system, for processes of one user on one machine: `unix:/run/starling/plane`.
    case local(path: String)
    /// An address and port, with TLS by a shared secret: `192.0.2.7:8188`, `[2001:db8::7]:8188`. Who listens at port 0 gets
    /// a free one.
    case network(SocketAddress)

    /// The secret as a connection there needs it: what stays on this machine is not encrypted.
    func key(_ key: [UInt8]?) -> [UInt8]? {
        if case .network = self { key } else { nil }
    }

    /// Where a unix(7) address ends.
    private static let longestPath = 107

    /// The address that a text is; `nil` when it is none.
    init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard (1...Self.longestPath).contains(path.utf8.count), !path.utf8.contains(0) else { return nil }
            self = .local(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let (host, digits) = (text[..<colon], String(text[text.index(after: colon)...]))
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        guard let ip = IPAddress(String(isBracketed ? host.dropFirst().dropLast() : host)),
            ip.isV4 != isBracketed, digits.hasOnlyDigits, let port = UInt16(digits)
        else { return nil }
        self = .network(SocketAddress(ip, port: port))
    }
}

extension PlaneAddress: CustomStringConvertible {
    /// The address as it is configured.
    var description: String {
        switch self {
        case .local(let path): "unix:" + path
        case .network(let address): address.description
        }
    }
}
