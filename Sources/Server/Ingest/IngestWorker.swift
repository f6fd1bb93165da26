import Bytes
import Ingest
import Runtime

/// The loop on which encoders publish that do not speak WebRTC.
///
/// A thin shell over `RTMPConnections`. It is a loop of its own: what encoders send comes in bursts of whole keyframes,
/// which packets for viewers and requests shall not wait for.
actor IngestWorker: LoopResident {
    /// The loop it lives on.
    nonisolated let loop: EventLoop
    /// What the loop watches.
    let poller: Poller
    /// Where others post what it should know.
    nonisolated let box: Mailbox<IngestLetter>
    /// The work.
    private let connections: RTMPConnections

    /// The loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// A worker without ports, on its own loop, which runs from now on.
    init(
        on loop: EventLoop, box: Mailbox<IngestLetter>, plane: IngestPlane, state: NodeState,
        policy: OutOfOrderPolicy, log: Logger
    ) throws(SystemError) {
        let poller = try Poller()
        self.loop = loop
        self.poller = poller
        self.box = box
        connections = RTMPConnections(on: poller, plane, state: state, policy: policy, box: box, log: log)
        try loop.run(self)
    }

    /// Opens a port, with a certificate a secure one. Returns where it is.
    func listen(at address: SocketAddress, tls: TLSContext?) throws(SystemError) -> SocketAddress {
        if let tls { connections.tls = tls }
        return try connections.listen(at: address, isTLS: tls != nil)
    }

    /// New connections use this certificate.
    func use(_ tls: TLSContext) { connections.tls = tls }

    /// What was counted.
    var numbers: IngestNumbers { connections.numbers }

    /// Takes no more publishers.
    func drain() { connections.drain() }

    /// Ends every connection, and the loop.
    func stop() {
        connections.closeAll()
        loop.stop()
    }
}
