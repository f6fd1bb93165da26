public import Bytes
internal import CLinux
internal import Glibc
public import Timing

/// A path of the file system at which processes of the same user connect (unix(7)), on one loop.
///
/// The file's permissions say who may; nothing leaves the machine, so nothing is encrypted.
public final class LocalListener: EventSource {
    /// How many connections may wait in the kernel.
    private static let backlog: Int32 = 128
    /// What stands for the address of such a peer, which has none.
    static let peer = SocketAddress(.loopbackV4, port: 0)

    /// The listening socket.
    private let socket: Socket
    /// Where it is.
    private let path: String
    /// The loop that accepts.
    private let poller: Poller
    /// Its registration there.
    private var token: Poller.Token?
    /// Takes a new connection's socket, and what stands for its peer's address.
    private let accepted: (consuming AcceptedSocket, SocketAddress) -> Void

    /// Listens at `path`, where nobody may listen already; what an ended process left there is replaced.
    public init(
        at path: String, on poller: Poller,
        accepted: @escaping (consuming AcceptedSocket, SocketAddress) -> Void
    ) throws(SystemError) {
        let number = unsafe starling_local_listen(path, Self.backlog)
        guard number >= 0 else { throw SystemError("bind") }
        socket = Socket(accepted: number, family: .v4)
        self.path = path
        self.poller = poller
        self.accepted = accepted
        token = try poller.add(socket.descriptor, for: self)
    }

    /// Takes no more connections, and removes the file.
    public func close() {
        guard let token else { return }
        poller.remove(token)
        self.token = nil
        _ = unsafe unlink(path)
    }

    /// Accepts what waits.
    public func ready(_ readiness: Readiness, at now: Instant) {
        while token != nil {
            var storage = sockaddr_storage()
            let number = unsafe starling_accept(socket.descriptor.number, &storage)
            guard number >= 0 else {
                if errno == EINTR || errno == ECONNABORTED { continue }
                return
            }
            accepted(AcceptedSocket(Socket(accepted: number, family: .v4)), Self.peer)
        }
    }
}
