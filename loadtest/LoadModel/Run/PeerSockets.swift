internal import Bytes
internal import ICE
internal import Runtime
internal import Timing
internal import WebRTC

/// The sockets of one loop's peers.
///
/// A server that is on this machine sees all peers come from one socket, each from its own address of 127.16.0.0 and up,
/// which all are this machine's (RFC 1122 §3.2.1.3). One socket is one wait and few receive calls for thousands of
/// peers, and the address says whose a datagram is. Any other server needs a port a peer: two peers on one 5-tuple would
/// be one to it, since the source address is one.
final class PeerSockets {
    /// A socket with what waits to leave by it.
    private final class Outlet {
        let port: UDPPort
        var batch: SendBatch

        init(_ port: UDPPort, messages: Int, bytes: Int) {
            self.port = port
            batch = SendBatch(for: port, messages: messages, bytes: bytes)
        }
    }

    /// The loop.
    private let poller: Poller
    /// Takes what arrives for a member.
    private let received: (_ datagram: Arrival, _ member: Int, _ path: Path, _ now: Instant) -> Void
    /// Called when a receive call's datagrams were all given out.
    private let batchEnded: (Instant) -> Void
    /// The socket of all on loopback; `nil` until the first needs it.
    private var shared: Outlet?
    /// The sockets of single members, by port.
    private var own: [UInt16: Outlet] = [:]
    /// How many messages the kernel did not take of sockets that are closed.
    private var refusedBefore = 0
    /// How what comes by loopback is fetched.
    private let reception: Reception
    /// Fetches it, where that is not done at once.
    private var drain: Timer?
    /// The messages that came by loopback. Nothing merges or splits them on the way: they are as the server sent them.
    private(set) var messages = MessageTally()

    /// The address of member 0.
    private static let firstAddress: UInt32 = 0x7F10_0000

    /// No sockets yet.
    init(
        on poller: Poller, reception: Reception,
        received: @escaping (_ datagram: Arrival, _ member: Int, _ path: Path, _ now: Instant) -> Void,
        batchEnded: @escaping (Instant) -> Void
    ) {
        self.poller = poller
        self.reception = reception
        self.received = received
        self.batchEnded = batchEnded
    }

    /// How many datagrams the kernel threw away since we did not fetch them in time.
    var receiveOverflows: Int {
        own.values.reduce(shared?.port.receiveOverflows ?? 0) { $0 + $1.port.receiveOverflows }
    }

    /// How many messages the kernel did not take since its buffers were full.
    var sendsRefused: Int {
        own.values.reduce(refusedBefore + Self.refused(by: shared)) { $0 + Self.refused(by: $1) }
    }

    private static func refused(by outlet: Outlet?) -> Int {
        guard let counters = outlet?.port.sendCounters else { return 0 }
        return counters.dropped(.blocked) + counters.dropped(.noMemory)
    }

    /// What may wait in the kernel of all that comes by loopback, in bytes; 0 while nothing does.
    var receiveBuffer: Int { shared?.port.receiveBuffer ?? 0 }

    /// Where a member's datagrams leave from when the server is on this machine.
    func loopbackHome(of member: Int) throws(SystemError) -> SocketAddress {
        let outlet: Outlet
        if let shared { outlet = shared } else { outlet = try openShared() }
        shared = outlet
        return SocketAddress(
            IPAddress(v4: Self.firstAddress + UInt32(member)), port: outlet.port.address.port)
    }

    /// Opens a socket for a member whose server is elsewhere.
    func home(of member: Int, isV4: Bool) throws(SystemError) -> SocketAddress {
        var options = UDPOptions()
        options.receiveBuffer = 256 << 10
        options.sendBuffer = 256 << 10
        // A few KiB each: there may be thousands, and what comes over a network is not coalesced.
        options.backlog = 16 << 10
        options.coalesces = false
        var bound: SocketAddress?
        let wanted = SocketAddress(isV4 ? .anyV4 : .anyV6, port: 0)
        let port = try UDPPort(at: wanted, options: options, on: poller) { [unowned self] datagrams, now in
            while let datagram = datagrams.next() {
                received(
                    Arrival(datagram.payload), member, Path(local: bound ?? wanted, remote: datagram.peer),
                    now)
            }
            batchEnded(now)
        }
        bound = port.address
        own[port.address.port] = Outlet(port, messages: 4, bytes: 8 << 10)
        return port.address
    }

    /// Closes what was opened for a member alone.
    func close(_ home: SocketAddress) {
        guard !home.ip.isLoopback else { return }
        let outlet = own.removeValue(forKey: home.port)
        refusedBefore += Self.refused(by: outlet)
        outlet?.port.close()
    }

    /// Sends all that waits in an outbox.
    func send(_ outbox: Outbox) {
        guard !outbox.isEmpty else { return }
        outbox.drain(segments: shared?.port.largestRun ?? 1) { transmit, bytes in
            let isShared = transmit.path.local.ip.isLoopback
            guard let outlet = isShared ? shared : own[transmit.path.local.port] else { return }
            if !Self.write(bytes, transmit, to: outlet) {
                outlet.port.send(&outlet.batch)
                _ = Self.write(bytes, transmit, to: outlet)
            }
            if !isShared { outlet.port.send(&outlet.batch) }
        }
        if let shared, !shared.batch.isEmpty { shared.port.send(&shared.batch) }
    }

    /// Closes everything.
    func close() {
        if let drain { poller.cancel(drain) }
        shared?.port.close()
        shared = nil
        for outlet in own.values { outlet.port.close() }
        own = [:]
    }

    // MARK: Parts

    private func openShared() throws(SystemError) -> Outlet {
        var options = UDPOptions()
        // All that a server sends to all of them while the loop is busy with something else.
        options.receiveBuffer = 256 << 20
        options.backlog = 1 << 20
        options.isDrainedByOwner = reception.interval > .zero
        options.readsArrival = reception.readsArrival
        var bound: UInt16 = 0
        let port = try UDPPort(at: SocketAddress(.anyV4, port: 0), options: options, on: poller) {
            [unowned self] datagrams, now in
            let reading = Reception.Reading()
            while let datagram = datagrams.next() {
                messages.add(datagram.run, size: datagram.payload.byteCount)
                guard let local = datagram.local, let address = local.v4, address >= Self.firstAddress else {
                    continue
                }
                received(
                    Arrival(datagram.payload, at: datagram.arrived.map(reading.instant)),
                    Int(address - Self.firstAddress),
                    Path(local: SocketAddress(local, port: bound), remote: datagram.peer), now)
            }
            batchEnded(now)
        }
        bound = port.address.port
        if reception.interval > .zero { beginDraining(port) }
        return Outlet(port, messages: 32, bytes: 200_000)
    }

    /// Looks at the port now and then.
    private func beginDraining(_ port: UDPPort) {
        let timer = Timer { [unowned self] now in
            port.drain(at: now)
            if let drain { poller.schedule(drain, at: now.advanced(by: reception.interval)) }
        }
        drain = timer
        poller.schedule(timer, at: poller.now.advanced(by: reception.interval))
    }

    private static func write(_ bytes: RawSpan, _ transmit: Outbox.Transmit, to outlet: Outlet) -> Bool {
        guard var room = outlet.batch.reserve(bytes.byteCount), room.store(bytes, at: 0) else { return false }
        let local = transmit.path.local.ip
        outlet.batch.commit(
            bytes.byteCount, to: transmit.path.remote, from: local.isUnspecified ? nil : local,
            segmentSize: transmit.segmentSize)
        return true
    }
}
