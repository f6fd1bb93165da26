import Bytes
import Runtime
import Timing

/// Sends back what it gets, and ends when the peer does.
final class EchoCore: StreamCore {
    let outbound = OutboundQueue()
    var wantsInput: Bool { outbound.count < 1 << 20 }
    var nextDeadline: Instant?
    var ending: StreamEnding?

    func handle(_ bytes: RawSpan, at now: Instant) { outbound.append(bytes) }
    func handleEndOfInput(at now: Instant) { ending = .orderly }
    func handleSent(at now: Instant) {}
    func handleTimeout(at now: Instant) {}
    func handleDisconnect(at now: Instant) {}
}

/// The connections of an echo server, on its loop.
final class EchoConnections {
    let poller: Poller
    private let makeCore: () -> any StreamCore
    private var listener: TCPListener?
    private var open: [ObjectIdentifier: TCPConnection] = [:]

    init(on poller: Poller, core makeCore: @escaping () -> any StreamCore) {
        self.poller = poller
        self.makeCore = makeCore
    }

    func listen(at address: SocketAddress, tls: TLSContext?) throws -> SocketAddress {
        let listener = try TCPListener(at: address, on: poller) { [unowned self] socket, peer in
            let connection = try? TCPConnection(
                socket, peer: peer, tls: tls, lastSealedTime: .milliseconds(300), on: poller,
                core: { [unowned self] _ in makeCore() },
                closed: { [unowned self] in open[ObjectIdentifier($0)] = nil })
            if let connection { open[ObjectIdentifier(connection)] = connection }
        }
        self.listener = listener
        return listener.address
    }

    var count: Int { open.count }
}

/// A loop with an echo server on it, or one whose connections do something else.
actor EchoServer: LoopResident {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    let poller: Poller
    private let connections: EchoConnections

    init(core makeCore: @escaping @Sendable () -> any StreamCore = { EchoCore() }) throws {
        loop = try EventLoop(name: "echo")
        let poller = try Poller()
        self.poller = poller
        connections = EchoConnections(on: poller, core: makeCore)
        try loop.run(self)
    }

    func listen(at address: SocketAddress, tls: TLSContext? = nil) throws -> SocketAddress {
        try connections.listen(at: address, tls: tls)
    }

    var openConnections: Int { connections.count }
}
