public import Bytes
internal import CLinux
internal import Glibc

extension TCPConnection {
    /// Connects to `address` and drives the socket on `poller`. Whether anybody answers shows later: a core whose
    /// connection was refused is told of a disconnect before any byte.
    public convenience init(
        to address: SocketAddress, on poller: Poller, core: any StreamCore,
        closed: @escaping (TCPConnection) -> Void
    ) throws(SystemError) {
        let socket = try Socket(AddressFamily(of: address.ip), kind: SOCK_STREAM)
        try socket.set(Int32(IPPROTO_TCP), TCP_NODELAY)
        let code = unsafe address.withSystemAddress(family: socket.family) { pointer, length in
            unsafe connect(socket.descriptor.number, pointer, length)
        }
        // Reads and writes say EAGAIN until the handshake is over, and the poller reports when it is.
        guard code == 0 || errno == EINPROGRESS else { throw SystemError("connect") }
        try self.init(
            AcceptedSocket(socket), peer: address, on: poller, core: { _ in core }, closed: closed)
    }
}
