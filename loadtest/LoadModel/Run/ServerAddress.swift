internal import Bytes
internal import Runtime

/// Where a server is that URLs name.
struct ServerAddress: Sendable {
    /// Where it is.
    let address: SocketAddress
    /// What it must show for itself; `nil` where there is no TLS.
    let tls: TLSContext?
    /// The same for who speaks HTTP/2 where the server does.
    var multiplexed: TLSContext?
}
