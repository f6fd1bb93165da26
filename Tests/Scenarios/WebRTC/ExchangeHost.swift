import Bytes
import ICE
import SFU
import Simulation
import Timing
import WebRTC

/// One shard of the server on the emulated network, and what its exchange told.
final class ExchangeHost: EmulatedHost {
    let exchange: Exchange
    /// Its number.
    let number: Int
    /// Where it is.
    let place: SocketAddress
    /// Sessions through which media may flow, in order.
    private(set) var connected: [SessionKey] = []
    /// Sessions that are over, with the reason.
    private(set) var ended: [SessionKey: SessionEnd] = [:]
    /// Whether its loop is busy: what arrives meanwhile is one batch.
    var isBusy = false
    /// How many batches of other shards wait at most.
    var ringCapacity = 1024
    /// How many found no room.
    private(set) var droppedBatches = 0
    /// How many datagrams each message had that left for a client, in order.
    private(set) var runs: [SocketAddress: [Int]] = [:]
    /// The most octets that ever left at once.
    private(set) var largestFlight = 0
    /// The other shards.
    private var others: [Int: ExchangeHost] = [:]
    /// What they sent.
    private var mail: [(message: RelayMessage, sender: Int)] = []
    private var batches: [RelayedBatch] = []
    private var waiting: [EmulatedDatagram<SocketAddress>] = []

    init(_ exchange: Exchange, number: Int = 0, at place: SocketAddress = Place.server) {
        self.exchange = exchange
        self.number = number
        self.place = place
    }

    /// Puts ways between shards. They are not taken away: a few hosts are left at the end of a test.
    static func connect(_ hosts: [ExchangeHost]) {
        for host in hosts {
            for other in hosts where other !== host { host.others[other.number] = other }
        }
    }

    var nextDeadline: Instant? {
        if isBusy { return nil }
        return mail.isEmpty && batches.isEmpty ? exchange.nextDeadline : .zero
    }

    func receive(_ datagram: EmulatedDatagram<SocketAddress>, at now: Instant) {
        exchange.handle(
            datagram.bytes.bytes, on: Path(local: datagram.destination, remote: datagram.source), at: now)
    }

    func handleTimeout(at now: Instant) {
        for each in mail { exchange.handle(each.message, from: each.sender, at: now) }
        for batch in batches { exchange.handle(batch) }
        mail = []
        batches = []
        exchange.endBatch(at: now)
        exchange.relay.drainBatches { shard, batch in others[shard]?.take(batch) }
        exchange.handleTimeout(at: now)
    }

    func pollDatagram() -> EmulatedDatagram<SocketAddress>? {
        if isBusy { return nil }
        while let event = exchange.pollEvent() {
            switch event {
            case .connected(let key): connected.append(key)
            case .feedReplaced: break
            case .ended(let session, let reason): ended[session.key] = reason
            }
        }
        exchange.relay.drainMessages { shard, message in
            others[shard]?.mail.append((message, number))
            return true
        }
        if waiting.isEmpty {
            exchange.outbox.take { messages, bytes in
                largestFlight = max(largestFlight, bytes.byteCount)
                for index in messages.indices { take(messages[index], of: bytes) }
            }
            waiting.reverse()
        }
        return waiting.popLast()
    }

    /// Takes a run apart, as the kernel does.
    private func take(_ message: SendArena.Message, of bytes: RawSpan) {
        let (path, range) = (message.path, message.range)
        runs[path.remote, default: []].append((range.count + message.segmentSize - 1) / message.segmentSize)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: message.segmentSize) {
            let end = min(start + message.segmentSize, range.upperBound)
            waiting.append(
                EmulatedDatagram([UInt8](bytes.extracting(start..<end)), from: path.local, to: path.remote))
        }
    }

    /// Another shard sends a batch.
    private func take(_ batch: RelayedBatch) {
        if batches.count < ringCapacity { batches.append(batch) } else { droppedBatches += 1 }
    }
}
