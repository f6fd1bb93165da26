import Bytes
import HTTP
import Runtime
import Timing

/// The ports and connections of one HTTP loop; it belongs to the loop's actor.
final class HTTPConnections {
    /// A connection and the conversation on it.
    private final class Connection {
        var transport: TCPConnection?
        var session: ServerSession?
    }

    /// The loop's poller.
    private let poller: Poller
    /// How many connections there may be.
    private let quota: ConnectionQuota
    /// What responders asked for.
    private let mail: ResponseMail
    /// What all sessions here share.
    private let setting: SessionSetting
    /// The counters of sessions.
    private let tally: HTTPTally
    /// The certificate that new connections on secure ports get.
    var tls: TLSContext?
    /// The open ports.
    private var listeners: [TCPListener] = []
    /// The open connections.
    private var table = ConnectionTable<Connection>()
    /// Renders the date once a second.
    private var clock: Timer?
    /// Whether the end has begun: connections close as soon as they are idle.
    private var isDraining = false

    init(on poller: Poller, service: any Service, limits: Limits, quota: ConnectionQuota, mail: ResponseMail)
    {
        self.poller = poller
        self.quota = quota
        self.mail = mail
        tally = HTTPTally()
        setting = SessionSetting(
            service: service, limits: limits, date: DateField(Clock.wall), sink: mail, observer: tally)
        poller.afterTurn = { [unowned self] in
            readMail()
            if isDraining { closeIdle() }
        }
        let clock = Timer { [unowned self] now in tick(at: now) }
        self.clock = clock
        poller.schedule(clock, at: poller.now)
    }

    // MARK: Getters

    /// How many connections are open.
    var count: Int { table.count }

    /// What was counted so far.
    var counters: HTTPCounters {
        var counters = tally.counters
        counters.connections = table.count
        counters.receivedBytes = UInt64(poller.traffic.received)
        counters.sentBytes = UInt64(poller.traffic.sent)
        return counters
    }

    // MARK: Commands

    /// Opens a port. With a TLS context it is a secure one.
    func listen(at address: SocketAddress, tls: TLSContext?) throws(SystemError) -> SocketAddress {
        if let tls { self.tls = tls }
        let isSecure = tls != nil
        let listener = try TCPListener(at: address, shared: true, on: poller) { [unowned self] socket, peer in
            accept(socket, from: peer, isSecure: isSecure)
        }
        listeners.append(listener)
        return listener.address
    }

    /// Sessions that begin from now on keep to these limits.
    func use(_ limits: Limits) {
        setting.limits = limits
    }

    /// Closes the ports, ends what is idle, and lets the others finish.
    func drain() {
        isDraining = true
        for listener in listeners { listener.close() }
        listeners = []
        for connection in table.all {
            connection.session?.drain(at: poller.now)
            connection.transport?.settle()
        }
        closeIdle()
    }

    /// Ends every connection at once.
    func closeAll() {
        for connection in table.all { connection.transport?.close() }
    }

    // MARK: Connections

    private func accept(_ socket: consuming AcceptedSocket, from peer: SocketAddress, isSecure: Bool) {
        tally.counters.accepted &+= 1
        if let refusal = quota.take(for: peer.ip) {
            tally.counters.refused(refusal)
            return
        }
        let number = table.reserve()
        let connection = Connection()
        table[number] = connection
        do {
            connection.transport = try TCPConnection(
                socket, peer: peer, tls: isSecure ? tls : nil, on: poller,
                core: { [unowned self] facts in makeSession(for: connection, number, peer, facts) },
                closed: { [unowned self] _ in forget(number, peer) })
        } catch {
            forget(number, peer)
        }
    }

    private func makeSession(
        for connection: Connection, _ number: UInt64, _ peer: SocketAddress, _ facts: TransportFacts
    ) -> any StreamCore {
        let client = Request.Peer(
            address: peer.ip.description, isLoopback: peer.ip.isLoopback, isSecure: facts.isSecure)
        let session = ServerSession(
            from: client, applicationProtocol: facts.applicationProtocol, number: number, in: setting,
            at: poller.now)
        connection.session = session
        return session
    }

    private func forget(_ number: UInt64, _ peer: SocketAddress) {
        table.remove(number)
        quota.giveBack(for: peer.ip)
    }

    /// Ends the connections that nobody would miss. Whatever makes one idle happens in a turn, so a look after each
    /// is enough.
    private func closeIdle() {
        for connection in table.all where connection.session?.isIdle != false {
            if let transport = connection.transport, transport.isFlushed { transport.close() }
        }
    }

    // MARK: Mail and time

    private func readMail() {
        let letters = mail.drain()
        guard !letters.isEmpty else { return }
        var touched: [Connection] = []
        for letter in letters {
            guard let connection = table[letter.connection] else {
                if case .whenWritable(let action) = letter.action { action(false) }
                continue
            }
            connection.session?.perform(letter.action, on: letter.stream, at: poller.now)
            if touched.last !== connection { touched.append(connection) }
        }
        for connection in touched { connection.transport?.settle() }
    }

    private func tick(at now: Instant) {
        setting.date.set(Clock.wall)
        if let clock { poller.schedule(clock, at: now.advanced(by: .seconds(1))) }
    }
}
