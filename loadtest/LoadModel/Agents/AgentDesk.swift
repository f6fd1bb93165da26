internal import Bytes
internal import Runtime
internal import Timing

/// Where an agent hears conductors: one run at a time; whoever comes meanwhile is told so when they want another.
final class AgentDesk {
    /// The loop.
    private let poller: Poller
    /// What this agent is called.
    private let name: String
    /// What both ends know; `nil` for nothing.
    private let tls: TLSContext?
    /// Tells the owner.
    private let demanded: (AgentPort.Demand) -> Void
    /// Who comes.
    private var listener: TCPListener?
    /// The conversations under way.
    private var sessions: [ObjectIdentifier: (line: AgentLine, session: AgentSession)] = [:]
    /// Whose run is going on.
    private var conductor: ObjectIdentifier?

    /// Begins to listen.
    init(
        at address: SocketAddress, tls: TLSContext?, name: String, on poller: Poller,
        demanded: @escaping (AgentPort.Demand) -> Void
    ) throws(SystemError) {
        self.poller = poller
        self.name = name
        self.tls = tls
        self.demanded = demanded
        listener = try TCPListener(at: address, on: poller) { [unowned self] socket, peer in
            accept(socket, from: peer)
        }
    }

    /// Where it listens.
    var address: SocketAddress? { listener?.address }

    /// Has the conductor of the run told something.
    func tell(_ change: (inout AgentSession) -> Void) {
        guard let conductor, var guest = sessions[conductor] else { return }
        change(&guest.session)
        sessions[conductor] = guest
        drain(conductor)
    }

    /// The run is over.
    func finish() {
        conductor = nil
    }

    // MARK: Parts

    private func accept(_ socket: consuming AcceptedSocket, from peer: SocketAddress) {
        let line = AgentLine { [unowned self] bytes, line, now in
            sessions[ObjectIdentifier(line)]?.session.handle(bytes, wall: Clock.wall)
            drain(ObjectIdentifier(line))
        } ended: { [unowned self] line, now in
            end(ObjectIdentifier(line))
        }
        let key = ObjectIdentifier(line)
        sessions[key] = (line, AgentSession(name: name))
        do throws(SystemError) {
            line.stream = try TCPConnection(socket, peer: peer, tls: tls, on: poller) { _ in
                line
            } closed: { [unowned self] _ in
                end(key)
            }
            drain(key)
        } catch {
            end(key)
        }
    }

    /// A conversation is over, and with it the run that was its conductor's.
    private func end(_ key: ObjectIdentifier) {
        sessions[key] = nil
        if conductor == key { demanded(.stop) }
    }

    private func drain(_ key: ObjectIdentifier) {
        while let guest = sessions[key], let output = sessions[key]?.session.pollOutput() {
            switch output {
            case .send(let bytes): guest.line.send(bytes)
            case .close: guest.line.close()
            case .stop: if conductor == key { demanded(.stop) }
            case .run(let task):
                guard conductor == nil else {
                    sessions[key]?.session.refuse("another run is going on")
                    continue
                }
                conductor = key
                demanded(.run(task))
            }
        }
    }
}
