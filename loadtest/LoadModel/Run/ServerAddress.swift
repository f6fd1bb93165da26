internal import Bytes

/// Where a server is that URLs name.
struct ServerAddress: Sendable {
    /// What the URLs call it.
    let authority: String
    /// Where it is.
    let address: SocketAddress
}
