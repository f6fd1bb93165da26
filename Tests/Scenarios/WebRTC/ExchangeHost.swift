import Bytes
import ICE
import SFU
import Simulation
import Timing
import WebRTC

/// The server on the emulated network, and what its exchange told.
final class ExchangeHost: EmulatedHost {
    let exchange: Exchange
    /// Sessions through which media may flow, in order.
    private(set) var connected: [SessionKey] = []
    /// Sessions that are over, with the reason.
    private(set) var ended: [SessionKey: SessionEnd] = [:]
    /// Whether its loop is busy: what arrives meanwhile is one batch.
    var isBusy = false
    private var waiting: [EmulatedDatagram<SocketAddress>] = []

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    var nextDeadline: Instant? { isBusy ? nil : exchange.nextDeadline }

    func receive(_ datagram: EmulatedDatagram<SocketAddress>, at now: Instant) {
        exchange.handle(
            datagram.bytes.bytes, on: Path(local: datagram.destination, remote: datagram.source), at: now)
    }

    func handleTimeout(at now: Instant) {
        exchange.handleTimeout(at: now)
    }

    func pollDatagram() -> EmulatedDatagram<SocketAddress>? {
        if isBusy { return nil }
        while let event = exchange.pollEvent() {
            switch event {
            case .connected(let key): connected.append(key)
            case .ended(let session, let reason): ended[session.key] = reason
            }
        }
        if waiting.isEmpty {
            exchange.outbox.drain { transmit, bytes in
                waiting.append(
                    EmulatedDatagram([UInt8](bytes), from: transmit.path.local, to: transmit.path.remote))
            }
            waiting.reverse()
        }
        return waiting.popLast()
    }
}
