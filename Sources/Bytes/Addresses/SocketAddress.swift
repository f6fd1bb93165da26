/// Where a socket is: an address and a port, and for link-local IPv6 the interface.
public struct SocketAddress: Hashable, Sendable {
    /// The address.
    public let ip: IPAddress
    /// The port, in host order.
    public let port: UInt16
    /// The interface's index that a link-local IPv6 address needs (RFC 4007 §6), otherwise 0.
    public let scope: UInt32

    /// An address with a port.
    public init(_ ip: IPAddress, port: UInt16, scope: UInt32 = 0) {
        self.ip = ip
        self.port = port
        self.scope = scope
    }

    /// The same address with another port.
    public func with(port: UInt16) -> SocketAddress {
        SocketAddress(ip, port: port, scope: scope)
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `203.0.113.9:8080` or `[2001:db8::1]:8080`, as URLs write it (RFC 3986 §3.2.2).
    public var description: String {
        ip.isV4 ? "\(ip):\(port)" : "[\(ip)]:\(port)"
    }
}
