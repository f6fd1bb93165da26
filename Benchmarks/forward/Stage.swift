import BenchClients
import Bytes
import CLinux
import ICE
import SDP
import SFU
import Timing
import WebRTC

/// A publisher and viewers around an exchange, all in one thread: what one sends, the other has.
final class Stage {
    /// What is measured.
    let exchange: Exchange
    /// Who brings the stream.
    let publisher: Client
    /// Who gets it.
    private(set) var viewers: [Client] = []
    /// What time it is for all of them.
    private(set) var now = Instant.zero
    /// What the exchange's side has taken of the heap.
    private(set) var heap = 0

    private let identities: Client.Identities
    private var clients: [Path: Client] = [:]
    private var slot = [UInt8](repeating: 0, count: 2048)
    /// What the exchange sent and nobody got yet: messages, and where the bytes begin that they are of.
    private var taken: [UInt8] = []
    private var runs: [(message: SendArena.Message, base: Int)] = []

    init(viewers count: Int, _ identities: Client.Identities) throws {
        self.identities = identities
        var settings = ExchangeSettings()
        // A hundred packets at one instant are no burst here, but a hundred measurements.
        settings.egress.pace = 0
        exchange = Exchange(settings)
        taken.reserveCapacity(1 << 20)
        runs.reserveCapacity(1 << 12)
        let exchange = exchange
        publisher = try Client(.publish, at: Client.address(0), identities, now: .zero) { setup, random in
            _ = try exchange.publish(setup, to: "stream", at: .zero, using: &random)
        }
        clients[publisher.path] = publisher
        run(for: .milliseconds(200))
        try add(count)
    }

    /// Lets so many more viewers in, and waits until all are connected.
    func add(_ count: Int) throws {
        let all = try (0..<count).map { number in
            try Client(.play, at: Client.address(viewers.count + number + 1), identities, now: now) {
                setup, random in
                try onServer { _ = try exchange.play(setup, from: "stream", at: now, using: &random) }
            }
        }
        viewers += all
        for viewer in all { clients[viewer.path] = viewer }
        run(for: .milliseconds(500))
        precondition(viewers.allSatisfy(\.peer.isConnected), "a viewer did not connect")
    }

    /// Lets time pass, in steps of 10 ms.
    func run(for duration: Duration) {
        let end = now.advanced(by: duration)
        repeat {
            now = now.advanced(by: .milliseconds(10))
            settle()
        } while now < end
    }

    /// Carries datagrams to and fro until none is left.
    func settle() {
        var isQuiet = false
        while !isQuiet {
            isQuiet = true
            while let deadline = exchange.nextDeadline, deadline <= now {
                onServer { exchange.handleTimeout(at: now) }
            }
            for client in clients.values {
                for datagram in client.datagrams(at: now) {
                    isQuiet = false
                    onServer { exchange.handle(datagram.bytes, on: client.path, at: now) }
                }
            }
            if deliver() > 0 { isQuiet = false }
        }
    }

    /// Takes what the exchange has to send, as a kernel would: by a copy.
    func take() {
        exchange.transmit(at: now) { messages, bytes in
            let start = taken.count
            taken.append(bytes)
            for index in messages.indices { runs.append((messages[index], start)) }
        }
    }

    /// Brings clients what the exchange sends; how much that was.
    @discardableResult func deliver() -> Int {
        take()
        var waiting: [(client: Client, datagram: [UInt8])] = []
        for (message, base) in runs {
            guard let client = clients[message.path] else { continue }
            let end = base + message.range.upperBound
            for start in stride(from: base + message.start, to: end, by: message.segmentSize) {
                waiting.append((client, Array(taken[start..<min(start + message.segmentSize, end)])))
            }
        }
        taken.removeAll(keepingCapacity: true)
        runs.removeAll(keepingCapacity: true)
        for (client, datagram) in waiting { client.handle(datagram, into: &slot, at: now) }
        return waiting.count
    }

    /// Does something of the exchange's and counts the heap that it takes.
    private func onServer(_ body: () throws -> Void) rethrows {
        let before = Int(starling_heap_in_use())
        try body()
        while exchange.pollEvent() != nil {}
        heap += Int(starling_heap_in_use()) - before
    }
}
