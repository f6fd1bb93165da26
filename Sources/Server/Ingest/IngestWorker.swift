import Bytes
import Ingest
import Runtime
import SRTTransport

/// The loop on which encoders publish that do not speak WebRTC.
///
/// A thin shell over `RTMPConnections` and `SRTPublishers`. It is a loop of its own: what encoders send comes in bursts of
/// whole keyframes, which packets for viewers and requests shall not wait for.
actor IngestWorker: LoopResident {
    /// The loop it lives on.
    nonisolated let loop: EventLoop
    /// What the loop watches.
    let poller: Poller
    /// Where others post what it should know.
    nonisolated let box: Mailbox<IngestLetter>
    /// The work.
    private let desk: IngestDesk

    /// The loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// A worker without ports, on its own loop, which runs from now on.
    init(
        on loop: EventLoop, box: Mailbox<IngestLetter>, plane: IngestPlane, state: NodeState, srt: SRTPort?,
        policy: OutOfOrderPolicy, log: Logger
    ) throws(SystemError) {
        let poller = try Poller()
        self.loop = loop
        self.poller = poller
        self.box = box
        desk = IngestDesk(
            RTMPConnections(on: poller, plane, state: state, policy: policy, box: box, log: log),
            srt.map { SRTPublishers(of: $0, on: poller, plane, policy: policy, box: box, log: log) },
            on: poller, box: box)
        try loop.run(self)
    }

    /// Opens a port, with a certificate a secure one. Returns where it is.
    func listen(at address: SocketAddress, tls: TLSContext?) throws(SystemError) -> SocketAddress {
        if let tls { desk.connections.tls = tls }
        return try desk.connections.listen(at: address, isTLS: tls != nil)
    }

    /// Opens a port of SRT. Returns where it is.
    func listenSRT(at address: SocketAddress) throws(SRTError) -> SocketAddress {
        guard let publishers = desk.publishers else { throw .unusable }
        return try publishers.listen(at: address)
    }

    /// New connections use this certificate.
    func use(_ tls: TLSContext) { desk.connections.tls = tls }

    /// What was counted.
    var numbers: [EncoderProtocol: IngestNumbers] {
        var numbers: [EncoderProtocol: IngestNumbers] = [.rtmp: desk.connections.numbers]
        numbers[.srt] = desk.publishers?.numbers
        return numbers
    }

    /// What was counted of SRT alone, and how many read by it.
    var srtNumbers: (statistics: SRTStatistics, readers: Int)? {
        desk.publishers.map { ($0.statistics, $0.readerCount) }
    }

    /// Takes no more desk.publishers.
    func drain() {
        desk.connections.drain()
        desk.publishers?.drain()
    }

    /// Ends every connection, and the loop.
    func stop() {
        desk.connections.closeAll()
        desk.publishers?.closeAll()
        loop.stop()
    }
}
