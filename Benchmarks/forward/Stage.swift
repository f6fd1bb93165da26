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
    let exchange = Exchange()
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

    init(viewers count: Int, _ identities: Client.Identities) throws {
        self.identities = identities
        let exchange = exchange
        publisher = try Client(.publish, number: 0, identities, at: .zero) { setup, random in
            _ = try exchange.publish(setup, to: "stream", at: .zero, using: &random)
        }
        clients[publisher.path] = publisher
        run(for: .milliseconds(200))
        try add(count)
    }

    /// Lets so many more viewers in, and waits until all are connected.
    func add(_ count: Int) throws {
        let all = try (0..<count).map { number in
            try Client(.play, number: viewers.count + number + 1, identities, at: now) { setup, random in
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

    /// Brings clients what the exchange sends; how much that was.
    @discardableResult func deliver() -> Int {
        var waiting: [(client: Client, datagram: [UInt8])] = []
        exchange.outbox.drain { transmit, bytes in
            if let client = clients[transmit.path] { waiting.append((client, [UInt8](bytes))) }
        }
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
