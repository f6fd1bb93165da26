import Bytes
import ICE
import Runtime
import Timing
import WebRTC

/// One UDP port of a media shard.
final class MediaPort {
    /// Where it is bound.
    let address: SocketAddress
    /// The socket.
    private var port: UDPPort?

    /// Binds a port. Every datagram is given to `received` with the way it came.
    init(
        at wanted: SocketAddress, on poller: Poller,
        received: @escaping (_ datagram: RawSpan, _ path: Path, _ now: Instant) -> Void,
        batchEnded: @escaping () -> Void
    ) throws(SystemError) {
        var bound = wanted
        var options = UDPOptions()
        options.sendsApart = true
        let port = try UDPPort(at: wanted, options: options, on: poller) { datagrams, now in
            while let datagram = datagrams.next() {
                // What leaves must leave from the address that the peer knows (RFC 8445 §5.1.1: the base).
                let local = datagram.local.map { SocketAddress($0, port: bound.port) } ?? bound
                received(datagram.payload, Path(local: local, remote: datagram.peer, transport: .udp), now)
            }
            batchEnded()
        }
        bound = port.address
        address = bound
        self.port = port
    }

    /// Whether what belongs to `path` leaves by this port.
    func serves(_ path: Path) -> Bool {
        path.transport == .udp && path.local.port == address.port
            && (address.ip == path.local.ip
                || address.ip.isUnspecified
                    && (address.ip == .anyV6 || address.ip.isV4 == path.local.ip.isV4))
    }

    /// Sends messages that lie in `bytes`.
    func send(_ messages: Span<SendArena.Message>, in bytes: RawSpan) {
        guard let port else { return }
        var flight = port.flight(over: bytes)
        for index in messages.indices {
            let message = messages[index]
            flight.add(
                message.range, to: message.path.remote,
                from: address.ip.isUnspecified ? message.path.local.ip : nil,
                segmentSize: message.segmentSize)
        }
    }

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
}
