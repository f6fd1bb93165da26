import Bytes
import Runtime
import Timing

/// Two ports on one loop: one sends a batch, the other sends it back.
final class EchoRally {
    private let shape: EchoHop.Shape
    private let done: (Double) -> Void
    private let client: Player
    private let server: Player
    private let payload = [UInt8](repeating: 7, count: EchoHop.size)
    private var begin = Instant.zero
    private var rounds = 0

    init(_ shape: EchoHop.Shape, on poller: Poller, done: @escaping (Double) -> Void) throws {
        self.shape = shape
        self.done = done
        client = try Player(shape, on: poller)
        server = try Player(shape, on: poller)
    }

    /// The ports keep this object until it is over.
    func start() {
        server.received = { [self] batch in
            server.answer(&batch)
            server.port.send(&server.batch)
        }
        client.received = { [self] batch in
            if client.count(&batch) == shape.datagrams { next() }
        }
        begin = Clock.now
        serve()
    }

    private func next() {
        rounds += 1
        client.seen = 0
        guard rounds * shape.datagrams < EchoHop.total else {
            client.received = nil
            server.received = nil
            return done(
                nanoseconds(since: begin) / Double(rounds * shape.datagrams))
        }
        serve()
    }

    private func serve() {
        let payload = payload
        client.fill(with: payload.bytes, to: server.port.address)
        client.port.send(&client.batch)
    }
}

/// One port with its batch.
private final class Player {
    private let shape: EchoHop.Shape
    private let box = Box()
    let port: UDPPort
    var batch: SendBatch
    /// Datagrams since the round began.
    var seen = 0

    private final class Box {
        var received: ((inout DatagramBatch) -> Void)?
    }

    init(_ shape: EchoHop.Shape, on poller: Poller) throws {
        self.shape = shape
        let box = box
        port = try UDPPort(at: SocketAddress(.loopbackV4, port: 0), on: poller) { batch, _ in
            box.received?(&batch)
        }
        batch = SendBatch(for: port)
    }

    var received: ((inout DatagramBatch) -> Void)? {
        get { box.received }
        set { box.received = newValue }
    }

    func count(_ datagrams: inout DatagramBatch) -> Int {
        while datagrams.next() != nil { seen += 1 }
        return seen
    }

    /// Writes a run for as many datagrams as were sent in one.
    func answer(_ datagrams: inout DatagramBatch) {
        while let first = datagrams.next(), var room = batch.reserve(shape.run * EchoHop.size) {
            let peer = first.peer
            var written = room.store(first.payload, at: 0) ? EchoHop.size : 0
            while written < shape.run * EchoHop.size, let datagram = datagrams.next() {
                written += room.store(datagram.payload, at: written) ? EchoHop.size : 0
            }
            batch.commit(written, to: peer, segmentSize: EchoHop.size)
        }
    }

    /// Writes all the runs of a round, each datagram with the same bytes.
    func fill(with payload: RawSpan, to peer: SocketAddress) {
        let size = shape.run * EchoHop.size
        for _ in 0..<shape.messages {
            guard var room = batch.reserve(size) else { return }
            for index in 0..<shape.run { _ = room.store(payload, at: index * EchoHop.size) }
            batch.commit(size, to: peer, segmentSize: EchoHop.size)
        }
    }
}
