internal import Bytes
internal import Runtime
internal import Timing

/// Where an agent hears conductors: their connections.
final class AgentDesk {
    /// The loop.
    private let poller: Poller
    /// What both ends know; `nil` for nothing.
    private let tls: TLSContext?
    /// Tells the owner.
    private let demanded: (AgentPort.Demand) -> Void
    /// Who comes.
    private var listener: TCPListener?
    /// The conversations under way.
    private var guests: AgentGuests
    /// Their connections.
    private var lines: [Int: AgentLine] = [:]

    /// Begins to listen.
    init(
        at address: SocketAddress, tls: TLSContext?, name: String, on poller: Poller,
        demanded: @escaping (AgentPort.Demand) -> Void
    ) throws(SystemError) {
        self.poller = poller
        self.tls = tls
        self.demanded = demanded
        guests = AgentGuests(name: name)
        listener = try TCPListener(at: address, on: poller) { [unowned self] socket, peer in
            accept(socket, from: peer)
        }
    }

    /// Where it listens.
    var address: SocketAddress? { listener?.address }

    /// Has the conductor of the run told something.
    func tell(_ change: (inout AgentSession) -> Void) {
        guests.tell(change)
        drain()
    }

    /// The run is over.
    func finish() {
        guests.finish()
    }

    // MARK: Parts

    private func accept(_ socket: consuming AcceptedSocket, from peer: SocketAddress) {
        let guest = guests.add()
        let line = AgentLine { [unowned self] bytes, now in
            guests.handle(bytes, from: guest, wall: Clock.wall)
            drain()
        } ended: { [unowned self] in
            end(guest)
        }
        lines[guest] = line
        do throws(SystemError) {
            line.stream = try TCPConnection(socket, peer: peer, tls: tls, on: poller) { _ in
                line
            } closed: { [unowned self] _ in
                end(guest)
            }
            drain()
        } catch {
            end(guest)
        }
    }

    private func end(_ guest: Int) {
        lines[guest] = nil
        guests.remove(guest)
        drain()
    }

    private func drain() {
        while let output = guests.pollOutput() {
            switch output {
            case .send(let bytes, let guest): lines[guest]?.send(bytes)
            case .close(let guest): lines[guest]?.close()
            case .run(let task): demanded(.run(task))
            case .stop: demanded(.stop)
            }
        }
    }
}
