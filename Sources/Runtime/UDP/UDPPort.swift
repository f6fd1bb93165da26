public import Bytes
internal import CLinux
internal import Glibc
public import Timing

/// One UDP port on one loop: brings datagrams in batches and sends them in batches.
///
/// One unconnected socket serves every peer. A socket a peer would save an eighth of the cost of single datagrams
/// and nothing worth having once they go in runs (PERFORMANCE.md). A second one on the same port may do the sending.
public final class UDPPort: EventSource {
    /// How many receive calls one turn makes before others on the loop get theirs.
    private static let batchesPerTurn = 32

    /// The socket.
    private let socket: Socket
    /// The loop.
    private let poller: Poller
    /// Its registration there; `nil` once the port is closed.
    private var token: Poller.Token?
    /// What sends, where that is another socket.
    private let companion: Socket?
    /// Its registration.
    private var companionToken: Poller.Token?
    /// Where datagrams land.
    private let arena: ReceiveArena
    /// Takes what arrived.
    private let received: (inout DatagramBatch, Instant) -> Void
    /// Sends.
    private var outlet: DatagramOutlet
    /// What is on its way from others' memory; empty while nothing is.
    private var borrowed: SendBatch
    /// What the poller watches for when nothing waits to be sent.
    private let interest: Readiness
    /// Whether the poller watches for room to send.
    private var awaitsRoom = false
    /// Where it is bound; the port that the kernel chose when 0 was asked for.
    public let address: SocketAddress
    /// How many datagrams of one size and peer may go as one run.
    public let largestRun: Int
    /// What the kernel lets wait to be sent, in bytes; less than was asked for without the privilege to have more.
    public let sendBuffer: Int
    /// What the kernel lets wait to be received, in bytes, likewise.
    public let receiveBuffer: Int
    /// What arrived.
    public private(set) var receiveCounters = UDPReceiveCounters()

    /// Binds `address` (`::` takes IPv4 as well) and gives all that arrives to `received`, once a receive call.
    ///
    /// `received` is called on the loop, from its turn. What it wants to answer it writes to a `SendBatch` and
    /// gives to `send`.
    public convenience init(
        at address: SocketAddress, options: UDPOptions = UDPOptions(), on poller: Poller,
        received: @escaping (inout DatagramBatch, Instant) -> Void
    ) throws(SystemError) {
        let socket = try Socket(datagramsOf: AddressFamily(of: address.ip))
        try self.init(
            socket, at: address, options: options, largestRun: SegmentLimit.ofKernel, on: poller,
            received: received)
    }

    /// Like the public one, with the limit of runs given, which a test may set beyond what the kernel takes.
    init(
        _ socket: consuming Socket, at address: SocketAddress, options: UDPOptions, largestRun: Int,
        on poller: Poller, received: @escaping (inout DatagramBatch, Instant) -> Void
    ) throws(SystemError) {
        try socket.prepareForDatagrams(options, namingLocalAddress: address.ip.isUnspecified)
        receiveBuffer = try socket.enlargeReceiveBuffer(to: options.receiveBuffer)
        try socket.bind(to: address)
        self.address = try socket.localAddress()
        // Where the kernel has no such thing, one socket does it all.
        companion = options.sendsApart ? try? socket.sendingCompanion() : nil
        let sender: Int32
        switch companion {
        case .some(let companion):
            sendBuffer = try companion.enlargeSendBuffer(to: options.sendBuffer)
            sender = companion.descriptor.number
        case .none:
            sendBuffer = try socket.enlargeSendBuffer(to: options.sendBuffer)
            sender = socket.descriptor.number
        }
        self.largestRun = largestRun
        self.poller = poller
        self.received = received
        interest = options.isDrainedByOwner ? [] : .readable
        arena = ReceiveArena(coalescing: options.coalesces, largest: options.largestDatagram)
        outlet = DatagramOutlet(
            DatagramSender(calls: .socket(sender)),
            backlog: SendBatch(
                family: socket.family, namesSource: address.ip.isUnspecified, largestRun: largestRun,
                messages: max(options.backlog >> 10, 8), bytes: options.backlog))
        borrowed = SendBatch(
            family: socket.family, namesSource: address.ip.isUnspecified, largestRun: largestRun,
            messages: DatagramSender.messagesPerCall, bytes: 0)
        self.socket = socket
        token = try poller.add(self.socket.descriptor, for: self, interest: interest)
        switch companion {
        case .some(let companion):
            companionToken = try poller.add(companion.descriptor, for: self, interest: [])
        case .none: break
        }
    }

    /// What became of what was sent.
    public var sendCounters: UDPSendCounters { outlet.counters }

    /// Whether the kernel takes nothing at present; what is sent waits, as far as there is room.
    public var isBlocked: Bool { outlet.isBlocked }

    /// How many datagrams the kernel dropped because nobody fetched them in time. Asks the kernel.
    public var receiveOverflows: Int { Int(starling_receive_overflows(socket.descriptor.number)) }

    /// Fetches and sends what can be.
    public func ready(_ readiness: Readiness, at now: Instant) {
        if awaitsRoom, !readiness.isDisjoint(with: [.writable, .broken]) {
            outlet.resume(at: now)
            watchForRoom()
        }
        receive(at: now)
    }

    /// Fetches what is there. For owners who said that they do so; others are called by themselves.
    public func drain(at now: Instant) {
        receive(at: now)
    }

    /// Sends everything in `batch`, which is empty afterwards and used again. Order is kept. What the kernel does
    /// not take waits in the port as far as it fits; what does not fit, or cannot be sent, is dropped and counted.
    public func send(_ batch: inout SendBatch) {
        guard token != nil else { return batch.removeAll() }
        outlet.send(&batch, at: poller.now)
        watchForRoom()
    }

    /// Begins to send messages that lie in `bytes`. One at a time.
    @_lifetime(copy bytes)
    public func flight(over bytes: RawSpan) -> Flight {
        precondition(borrowed.isEmpty, "a flight begins when the last one has ended")
        return Flight(self, over: bytes)
    }

    /// Adds a message to a flight, which keeps its bytes where they are.
    func lend(_ bytes: RawSpan, to peer: SocketAddress, from local: IPAddress?, _ segmentSize: Int) {
        // Sound: the flight holds on to the memory, and ends with `land`, after which the batch is empty.
        _ = unsafe borrowed.lend(bytes, to: peer, from: local, segmentSize)
        if borrowed.isFull { land() }
    }

    /// Sends, keeps or drops what a flight has added so far.
    func land() {
        send(&borrowed)
    }

    /// Neither receives nor sends any more. The descriptor is closed once the port is released.
    public func close() {
        guard let token else { return }
        self.token = nil
        poller.remove(token)
        if let companionToken { poller.remove(companionToken) }
    }

    /// The family whose form addresses take.
    var family: AddressFamily { socket.family }

    /// Whether what is sent may name the address it leaves from.
    var namesSource: Bool { address.ip.isUnspecified }

    // MARK: Parts

    /// Fetches until the kernel has no more, or the turn's share is used up.
    private func receive(at now: Instant) {
        for _ in 0..<Self.batchesPerTurn {
            guard token != nil else { return }
            let count = arena.receive(from: socket)
            guard count >= 0 else {
                if errno == EAGAIN { return }
                // An error of the network that fetching it has cleared.
                receiveCounters.failures += 1
                continue
            }
            take(count, at: now)
            // A short batch emptied the queue; the next datagram comes with its own edge.
            if count < arena.capacity { return }
        }
        if let token { poller.again(token) }
    }

    /// Gives what arrived to the owner.
    private func take(_ count: Int, at now: Instant) {
        let arena = arena
        var batch = arena.batch(of: count)
        received(&batch, now)
        let seen = batch.counters
        receiveCounters.batches += 1
        receiveCounters.datagrams += seen.datagrams
        receiveCounters.bytes += seen.bytes
        receiveCounters.truncated += seen.truncated
    }

    /// Watches for room exactly while something waits for it.
    private func watchForRoom() {
        guard let token, awaitsRoom != isBlocked else { return }
        awaitsRoom = isBlocked
        let room: Readiness = awaitsRoom ? .writable : []
        switch companion {
        case .some(let companion):
            if let companionToken {
                poller.change(companionToken, of: companion.descriptor, interest: room)
            }
        case .none: poller.change(token, of: socket.descriptor, interest: interest.union(room))
        }
    }
}
