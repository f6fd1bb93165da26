import Bytes
import ICE
import Runtime
import Timing
import WebRTC

/// One UDP port of a media shard, with what waits to leave by it.
final class MediaPort {
    /// Where it is bound.
    let address: SocketAddress
    /// The socket.
    private var port: UDPPort?
    /// What leaves with the next send.
    private var batch: SendBatch

    /// Binds a port. Every datagram is given to `received` with the way it came.
    init(
        at wanted: SocketAddress, on poller: Poller,
        received: @escaping (_ datagram: RawSpan, _ path: Path, _ now: Instant) -> Void,
        batchEnded: @escaping () -> Void
    ) throws(SystemError) {
        var bound = wanted
        let port = try UDPPort(at: wanted, on: poller) { datagrams, now in
            while let datagram = datagrams.next() {
                // What leaves must leave from the address that the peer knows (RFC 8445 §5.1.1: the base).
                let local = datagram.local.map { SocketAddress($0, port: bound.port) } ?? bound
                received(datagram.payload, Path(local: local, remote: datagram.peer, transport: .udp), now)
            }
            batchEnded()
        }
        bound = port.address
        address = bound
        batch = SendBatch(for: port)
        self.port = port
    }

    /// Whether what belongs to `path` leaves by this port.
    func serves(_ path: Path) -> Bool {
        path.transport == .udp && path.local.port == address.port
            && (address.ip == path.local.ip
                || address.ip.isUnspecified
                    && (address.ip == .anyV6 || address.ip.isV4 == path.local.ip.isV4))
    }

    /// Adds a datagram, or a run of them, to what leaves next.
    func append(_ bytes: RawSpan, to path: Path, segmentSize: Int) {
        if !write(bytes, to: path, segmentSize) {
            send()
            _ = write(bytes, to: path, segmentSize)
        }
    }

    /// Sends what was added.
    func send() {
        if !batch.isEmpty { port?.send(&batch) }
    }

    /// How many datagrams of one size may go as one message.
    var largestRun: Int { batch.largestRun }

    /// How many datagrams the kernel threw away since nobody fetched them in time.
    var receiveOverflows: Int { port?.receiveOverflows ?? 0 }

    /// What became of what was sent, and of what arrived.
    var counters: (sent: UDPSendCounters, received: UDPReceiveCounters)? {
        port.map { ($0.sendCounters, $0.receiveCounters) }
    }

    /// Ends it.
    func close() {
        port?.close()
        port = nil
    }

    private func write(_ bytes: RawSpan, to path: Path, _ segmentSize: Int) -> Bool {
        guard var room = batch.reserve(bytes.byteCount) else { return false }
        guard room.store(bytes, at: 0) else { return false }
        let local = address.ip.isUnspecified ? path.local.ip : nil
        batch.commit(bytes.byteCount, to: path.remote, from: local, segmentSize: segmentSize)
        return true
    }
}
