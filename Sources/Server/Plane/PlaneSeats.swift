import Bytes
import Runtime
import Signaling
import Timing

/// The connections of signaling to this media node; it belongs to its loop's actor.
final class PlaneSeats {
    /// An answer of the plane on its way to who asked.
    struct Letter: Sendable {
        /// Which connection.
        let seat: UInt64
        /// Under which number it asked.
        let number: UInt64
        /// The answer.
        let answer: PlaneAnswer
    }

    /// How many connections there may be: each node of signaling has one, and strangers must not keep it out.
    private static let limit = 256

    /// The loop's poller.
    private let poller: Poller
    /// Who has the media.
    private let plane: any MediaPlane
    /// Where answers come.
    private let box: Mailbox<Letter>
    /// For TLS.
    private let context: TLSContext?
    /// Which run of the node this is.
    private let run: UInt64
    /// Where it says what happens.
    private let log: Logger
    /// Where it listens.
    private var localListener: LocalListener?
    private var networkListener: TCPListener?
    /// Where that is: the port that the kernel chose when 0 was asked for.
    private(set) var address: PlaneAddress
    /// The connections.
    private var seats: [UInt64: (server: PlaneServer, connection: TCPConnection)] = [:]
    /// The number of the next one.
    private var nextSeat: UInt64 = 1
    /// Tells the plane what a name stands for, behind what was told before.
    private var naming: Task<Void, Never>?

    init(
        at address: PlaneAddress, context: TLSContext?, plane: any MediaPlane, on poller: Poller,
        box: Mailbox<Letter>, log: Logger
    ) throws(SystemError) {
        self.poller = poller
        self.plane = plane
        self.box = box
        self.context = context
        self.log = log
        var random = SystemRandom()
        run = random.next()
        self.address = address
        switch address {
        case .local(let path):
            localListener = try LocalListener(at: path, on: poller) { [unowned self] socket, peer in
                accept(socket, from: peer)
            }
        case .network(let wanted):
            let listener = try TCPListener(at: wanted, on: poller) { [unowned self] socket, peer in
                accept(socket, from: peer)
            }
            networkListener = listener
            self.address = .network(listener.address)
        }
        poller.afterTurn = { [unowned self] in readMail() }
    }

    /// How many there are, those included that have not said hello.
    var count: Int { seats.count }

    /// Ends every connection, and takes no more.
    func close() {
        localListener?.close()
        networkListener?.close()
        for seat in Array(seats.values) { seat.connection.close() }
    }

    private func accept(_ socket: consuming AcceptedSocket, from peer: SocketAddress) {
        guard seats.count < Self.limit else {
            return log.warning("signaling refused", ["reason": .text("there are \(Self.limit) connections")])
        }
        let number = nextSeat
        nextSeat += 1
        let server = PlaneServer(run: run, at: poller.now) { [unowned self] question, request in
            ask(question, request, for: number)
        }
        // The handshake of a stranger fails, and nothing more than that is held for it.
        let connection = try? TCPConnection(
            socket, peer: peer, tls: context, on: poller, core: { _ in server },
            closed: { [unowned self] _ in left(number) })
        guard let connection else { return }
        seats[number] = (server, connection)
        log.info("signaling connected", ["from": .address(peer.description)])
    }

    private func left(_ number: UInt64) {
        guard let seat = seats.removeValue(forKey: number) else { return }
        log.info("signaling left", ["reason": .text(seat.server.fault ?? "the connection ended")])
    }

    private func ask(_ question: PlaneQuestion, _ number: UInt64, for seat: UInt64) {
        // What names stand for is told in the order in which it was said; all else may be answered in any.
        let earlier: Task<Void, Never>? = if case .name = question { naming } else { nil }
        let task = Task { [plane, box] in
            await earlier?.value
            let letter = Letter(seat: seat, number: number, answer: await plane.answer(question))
            // As many as may be asked fit; more than that can wait only for a moment.
            while !box.post(letter) { await Task.yield() }
        }
        if case .name = question { naming = task }
    }

    private func readMail() {
        for letter in box.drain() {
            guard let seat = seats[letter.seat] else { continue }
            seat.server.answer(letter.answer, to: letter.number)
            seat.connection.settle()
        }
    }
}
