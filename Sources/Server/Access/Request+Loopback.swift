import Bytes
import HTTP

extension Request {
    /// Whether the host that it was sent to is a name of this machine (RFC 6761 §6.3) or a loopback address.
    var namesLoopback: Bool { Self.namesLoopback(authority) }

    /// Whether a host, with its port or without, is such a name.
    static func namesLoopback(_ authority: String) -> Bool {
        let host =
            authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        let name = host.lowercased()
        return name == "localhost" || name.hasSuffix(".localhost") || IPAddress(name)?.isLoopback == true
    }
}
