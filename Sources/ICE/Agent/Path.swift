public import Bytes

/// The way datagrams go between two agents: both ends and what carries them. For us the pair of a base and a
/// remote address that RFC 8445 §5.1.2 calls a candidate pair; media, DTLS and checks all name it.
public struct Path: Hashable, Sendable {
    /// What carries the datagrams.
    public enum Transport: Hashable, Sendable {
        /// Plain datagrams.
        case udp
        /// Frames of RFC 4571 on the TCP connection that its owner knows by this number.
        case tcp(connection: UInt64)
    }

    /// Our end. A server that binds every interface may leave its address unspecified, always in the same way.
    public let local: SocketAddress
    /// The other end, as we see it.
    public let remote: SocketAddress
    /// What carries the datagrams.
    public let transport: Transport

    /// A path.
    public init(local: SocketAddress, remote: SocketAddress, transport: Transport = .udp) {
        self.local = local
        self.remote = remote
        self.transport = transport
    }

    /// Whether the transport delivers by itself all that is sent, so that nothing is sent twice.
    var isReliable: Bool { transport != .udp }
}

extension Path: CustomStringConvertible {
    /// `192.0.2.1:8189-203.0.113.9:50000`, and `/tcp` behind where that carries it.
    public var description: String {
        "\(local)-\(remote)\(isReliable ? "/tcp" : "")"
    }
}
