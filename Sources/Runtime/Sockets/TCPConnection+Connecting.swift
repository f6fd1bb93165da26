public import Bytes
internal import CLinux
internal import Glibc

extension TCPConnection {
    /// Connects to `address` and drives the socket on `poller`. Whether anybody answers shows later: a core whose
    /// connection was refused is told of a disconnect before any byte. With a TLS context, which must be a client's, the
    /// core is there only after the handshake, and `closed` may come without it.
    public convenience init(
        to address: SocketAddress, tls context: TLSContext? = nil, on poller: Poller, core: any StreamCore,
        closed: @escaping (TCPConnection) -> Void
    ) throws(SystemError) {
        try self.init(to: address, tls: context, on: poller, making: { _ in core }, closed: closed)
    }

    /// The same with a core that is made once it is known what the connection is like.
    public convenience init(
        to address: SocketAddress, tls context: TLSContext?, on poller: Poller,
        making core: @escaping (TransportFacts) -> any StreamCore, closed: @escaping (TCPConnection) -> Void
    ) throws(SystemError) {
        let socket = try Socket(AddressFamily(of: address.ip), kind: SOCK_STREAM)
        try socket.set(Int32(IPPROTO_TCP), TCP_NODELAY)
        let code = unsafe address.withSystemAddress(family: socket.family) { pointer, length in
            unsafe connect(socket.descriptor.number, pointer, length)
        }
        // Reads and writes say EAGAIN until the handshake is over, and the poller reports when it is.
        guard code == 0 || errno == EINPROGRESS else { throw SystemError("connect") }
        try self.init(
            AcceptedSocket(socket), peer: address, tls: context, on: poller, core: core, closed: closed)
    }

    /// Connects to whoever listens at a path of the file system (`LocalListener`).
    public convenience init(
        toPath path: String, on poller: Poller, core: any StreamCore,
        closed: @escaping (TCPConnection) -> Void
    ) throws(SystemError) {
        let number = unsafe starling_local_connect(path)
        guard number >= 0 else { throw SystemError("connect") }
        try self.init(
            AcceptedSocket(Socket(accepted: number, family: .v4)), peer: LocalListener.peer, on: poller,
            core: { _ in core }, closed: closed)
    }
}
