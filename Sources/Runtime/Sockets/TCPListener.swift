public import Bytes
internal import CLinux
internal import Glibc
public import Timing

/// A TCP port that takes connections on one loop. Several loops may share a port: the kernel spreads connections.
public final class TCPListener: EventSource {
    /// How many connections a turn takes, so that a storm of them leaves others their turn.
    private static let acceptsPerTurn = 64
    /// How many connections may wait in the kernel; it clamps to net.core.somaxconn.
    private static let backlog: Int32 = 4096

    /// How often a free port is asked for.
    private static let attemptsAtFreePort = 8

    /// The listening socket.
    private let socket: Socket
    /// The loop that accepts.
    private let poller: Poller
    /// Its registration there.
    private var token: Poller.Token?
    /// Where it listens; the port that the kernel chose when 0 was asked for.
    public let address: SocketAddress
    /// Takes a new connection's socket and its peer's address.
    private let accepted: (consuming AcceptedSocket, SocketAddress) -> Void
    /// Connections that could not be taken, for want of descriptors mostly.
    public private(set) var refused = 0
    /// Fires when descriptors may be free again.
    private var retry: Timer?

    /// Listens at `address`. With `shared`, other loops may listen there as well (SO_REUSEPORT).
    public init(
        at address: SocketAddress, shared: Bool = false, on poller: Poller,
        accepted: @escaping (consuming AcceptedSocket, SocketAddress) -> Void
    ) throws(SystemError) {
        socket = try Self.open(at: address, shared: shared, attempts: Self.attemptsAtFreePort)
        self.address = try socket.localAddress()
        self.poller = poller
        self.accepted = accepted
        token = try poller.add(socket.descriptor, for: self)
    }

    /// A socket that listens. Between `bind` and `listen` the kernel may give the free port that it chose for port 0 to
    /// somebody else as well, so that is tried again.
    private static func open(
        at address: SocketAddress, shared: Bool, attempts: Int
    ) throws(SystemError) -> Socket {
        let socket = try Socket(AddressFamily(of: address.ip), kind: SOCK_STREAM)
        // A restart must not wait for connections of the last run to leave TIME_WAIT.
        try socket.set(SOL_SOCKET, SO_REUSEADDR)
        if shared { try socket.set(SOL_SOCKET, SO_REUSEPORT) }
        try socket.bind(to: address)
        if listen(socket.descriptor.number, backlog) == 0 { return socket }
        guard address.port == 0, errno == EADDRINUSE, attempts > 1 else { throw SystemError("listen") }
        return try open(at: address, shared: shared, attempts: attempts - 1)
    }

    /// Throws when another process listens at `address`. Loops of ours share ports, and the kernel would let any
    /// process of the same user join them and take half of the clients.
    public static func checkIsFree(_ address: SocketAddress) throws(SystemError) {
        let socket = try Socket(AddressFamily(of: address.ip), kind: SOCK_STREAM)
        try socket.set(SOL_SOCKET, SO_REUSEADDR)
        try socket.bind(to: address)
    }

    /// Takes no more connections. The port is free once the listener is released.
    public func close() {
        if let token { poller.remove(token) }
        token = nil
        // shutdown, since others may hold the listener for a moment: the kernel refuses newcomers from now on.
        _ = shutdown(socket.descriptor.number, Int32(SHUT_RDWR))
        if let retry { poller.cancel(retry) }
        retry = nil
    }

    /// Accepts what waits.
    public func ready(_ readiness: Readiness, at now: Instant) {
        for _ in 0..<Self.acceptsPerTurn {
            guard token != nil else { return }
            var storage = sockaddr_storage()
            let number = unsafe starling_accept(socket.descriptor.number, &storage)
            guard number >= 0 else {
                if acceptFailed(errno, at: now) { continue }
                return
            }
            let connection = Socket(accepted: number, family: socket.family)
            // A kernel that gives no address has lost the peer already.
            guard let peer = SocketAddress(storage) else { continue }
            try? connection.set(Int32(IPPROTO_TCP), TCP_NODELAY)
            accepted(AcceptedSocket(connection), peer)
        }
        if let token { poller.again(token) }
    }

    /// Judges a failed accept; tells whether to try the next one at once (accept(2): pending network errors belong
    /// to the connection that is gone already).
    private func acceptFailed(_ code: Int32, at now: Instant) -> Bool {
        switch code {
        case EINTR, ECONNABORTED, EPROTO, ENETDOWN, EHOSTDOWN, EHOSTUNREACH, ENETUNREACH, ENOPROTOOPT:
            return true
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            refused += 1
            let timer = retry ?? Timer { [weak self] now in self?.ready(.readable, at: now) }
            retry = timer
            poller.schedule(timer, at: now.advanced(by: .milliseconds(100)))
            return false
        default:
            return false
        }
    }
}

/// A connected socket on its way from a listener to whoever drives it, possibly on another loop.
public struct AcceptedSocket: ~Copyable, Sendable {
    /// The socket.
    let socket: Socket

    init(_ socket: consuming Socket) {
        self.socket = socket
    }
}
