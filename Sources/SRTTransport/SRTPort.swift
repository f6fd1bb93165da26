public import Bytes
internal import CSRT
internal import Runtime
internal import Synchronization
internal import Timing

/// The SRT ports of a server, and the one thread that reads what comes to them.
///
///     caller ── a thread of libsrt's asks `judge` ──► refused with a code
///                                               └──► accepted ──► `opened`, `received` …, `ended`
///
/// libsrt has sockets of its own over UDP, which no poll of the kernel's knows; so it gets a thread, which waits for them
/// and hands what comes to `report`. It reads nothing while `hasRoom` says that there is none: then libsrt holds packets,
/// and drops the oldest when it holds too many.
///
/// It lives as long as the process does, since the library may ask `judge` also while a port closes.
public final class SRTPort: Sendable {
    /// What others want of the thread, and what they may know of it.
    private struct Shared {
        var listeners: Set<Int32> = []
        var closing: [Int32] = []
        var isStopping = false
        var connections = 0
        var rejected: UInt64 = 0
    }

    /// How connections are made.
    private let settings: SRTSettings
    /// Decides on callers.
    private let judge: @Sendable (SRTCaller) -> SRTRejection?
    /// Is told what happens.
    private let report: @Sendable (SRTEvent) -> Void
    /// Whether more may be reported.
    private let hasRoom: @Sendable () -> Bool
    /// Waits.
    private let poll: SRTPoll
    /// What is shared.
    private let shared = Mutex(Shared())

    /// How many connections there may be: the library starts a thread for each that is read.
    static let mostConnections = 512
    /// How many messages of a connection are read before others have their turn.
    private static let mostMessages = 64
    /// How long the thread waits where nothing comes; wishes of others wait no longer. Without connections there is none but
    /// the end to wait for.
    private static let patience: Int32 = 10, idlePatience: Int32 = 100
    /// How much longer than packets are held back the last of them are waited for.
    private static let lastPatience = Duration.milliseconds(50)
    /// How often connections are counted.
    private static let countInterval = Duration.seconds(1)

    /// Ports yet to be opened. `judge` runs on threads of the library's and holds up all connections meanwhile, `report` and
    /// `hasRoom` on the one of this object.
    public init(
        _ settings: SRTSettings, judge: @escaping @Sendable (SRTCaller) -> SRTRejection?,
        hasRoom: @escaping @Sendable () -> Bool, report: @escaping @Sendable (SRTEvent) -> Void
    ) throws(SRTError) {
        guard starling_srt_begin() != 0 else { throw .unusable }
        (self.settings, self.judge, self.hasRoom, self.report) = (settings, judge, hasRoom, report)
        poll = try SRTPoll()
        do throws(SystemError) {
            try Thread.start(name: "srt") { [self] in run() }
        } catch {
            throw .unusable
        }
    }

    // MARK: Getters

    /// How many callers were refused.
    public var rejected: UInt64 { shared.withLock { $0.rejected } }

    // MARK: Commands

    /// Opens a port. Returns where it is.
    public func listen(at address: SocketAddress) throws(SRTError) -> SocketAddress {
        var address = address.shimmed
        let number = listen(at: &address)
        guard number >= 0 else {
            // Sound: a text of the library's for this thread, valid until its next call.
            throw .port(unsafe String(cString: starling_srt_last_error()))
        }
        shared.withLock { _ = $0.listeners.insert(number) }
        guard poll.add(number) else { throw .unusable }
        return SocketAddress(address)
    }

    private func listen(at address: inout starling_srt_address) -> Int32 {
        // Sound: the library keeps the context as long as the process lives, and so it is never released.
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        func open(_ passphrase: UnsafePointer<CChar>?) -> Int32 {
            var settings = unsafe starling_srt_settings(
                latency: Int32(clamping: self.settings.latency.nanoseconds / 1_000_000),
                passphrase: passphrase,
                key_length: Int32(clamping: self.settings.keyLength))
            return unsafe starling_srt_listen(
                &address, &settings,
                { context, peer, text in
                    guard let context = unsafe context, let peer = unsafe peer, let text = unsafe text else {
                        return -1
                    }
                    // Sound: the context is the port, which stays; the others are valid during the call.
                    let port = unsafe Unmanaged<SRTPort>.fromOpaque(context).takeUnretainedValue()
                    let caller = unsafe SRTCaller(
                        peer: SocketAddress(peer.pointee), streamID: String(cString: text))
                    return port.verdict(on: caller)?.rawValue ?? 0
                }, context)
        }
        guard let passphrase = settings.passphrase else { return open(nil) }
        return unsafe passphrase.withCString { unsafe open($0) }
    }

    /// Takes no more callers. Connections go on.
    public func closeListeners() {
        let listeners = shared.withLock { shared in
            defer { shared.listeners = [] }
            return shared.listeners
        }
        for listener in listeners { starling_srt_close(listener) }
    }

    /// Closes a connection.
    public func close(_ connection: SRTConnection) {
        shared.withLock { $0.closing.append(connection.number) }
    }

    /// Sends octets; whether all of them were taken: none are once the library holds too many, or the connection is over.
    @discardableResult public func send(_ bytes: RawSpan, to connection: SRTConnection) -> Bool {
        SRTSocket.send(bytes, at: connection.number)
    }

    /// Closes all, and ends the thread.
    public func stop() {
        closeListeners()
        shared.withLock { $0.isStopping = true }
    }

    // MARK: Callers

    private func verdict(on caller: SRTCaller) -> SRTRejection? {
        let isFull = shared.withLock { $0.connections >= Self.mostConnections || $0.isStopping }
        let verdict = isFull ? .overload : judge(caller)
        if verdict != nil { shared.withLock { $0.rejected &+= 1 } }
        return verdict
    }

    // MARK: The thread

    /// A connection's socket, where a dictionary can have it.
    private final class Connection {
        let socket: SRTSocket
        /// How long what comes is held back.
        let latency: Duration
        /// When it is over for good: the peer went, and what is held back of what it sent is yet to be read.
        var end: Instant?

        init(_ number: Int32) {
            socket = SRTSocket(owning: number)
            latency = .milliseconds(Int(starling_srt_latency(number)))
        }

        /// What others call it.
        var name: SRTConnection { SRTConnection(number: socket.number) }
    }

    private func run() {
        var connections: [Int32: Connection] = [:]
        var nextCount = Clock.now.advanced(by: Self.countInterval)
        while true {
            let (closing, isStopping) = shared.withLock { shared in
                defer { shared.closing = [] }
                return (shared.closing, shared.isStopping)
            }
            for number in closing { forget(number, in: &connections) }
            guard !isStopping else { return }
            let mayRead = hasRoom()
            for event in poll.wait(milliseconds: connections.isEmpty ? Self.idlePatience : Self.patience) {
                if let connection = connections[event.socket] {
                    if event.isBroken { beginEnd(of: connection) }
                    if mayRead { read(connection) }
                } else {
                    accept(at: event.socket, into: &connections)
                }
            }
            // What is ready stays so; without this it would be asked for again at once.
            if !mayRead { starling_srt_pause(Self.patience) }
            finish(&connections, at: Clock.now)
            if Clock.now >= nextCount {
                nextCount = Clock.now.advanced(by: Self.countInterval)
                for connection in connections.values { count(connection) }
            }
        }
    }

    private func accept(at listener: Int32, into connections: inout [Int32: Connection]) {
        guard shared.withLock({ $0.listeners.contains(listener) }) else { return }
        while let (number, caller) = SRTSocket.accept(at: listener) {
            let connection = Connection(number)
            guard poll.add(number) else { continue }
            connections[number] = connection
            shared.withLock { $0.connections = connections.count }
            report(.opened(connection.name, caller))
        }
    }

    /// Reads what there is.
    private func read(_ connection: Connection) {
        var bytes: [UInt8] = []
        var left = Self.mostMessages
        while left > 0, connection.socket.receive(into: &bytes) { left -= 1 }
        if !bytes.isEmpty { report(.received(connection.name, bytes)) }
    }

    /// The peer went. What it sent last is held back for as long as all of it was, and read until then.
    private func beginEnd(of connection: Connection) {
        poll.remove(connection.socket.number)
        connection.end = Clock.now.advanced(by: connection.latency + Self.lastPatience)
    }

    /// Reads connections whose peers went, and lets them go in the end.
    private func finish(_ connections: inout [Int32: Connection], at now: Instant) {
        for connection in connections.values {
            guard let end = connection.end else { continue }
            read(connection)
            guard end <= now else { continue }
            forget(connection.socket.number, in: &connections)
        }
    }

    private func count(_ connection: Connection) {
        guard let statistics = SRTStatistics(of: connection.socket) else { return }
        report(.counted(connection.name, statistics))
    }

    private func forget(_ number: Int32, in connections: inout [Int32: Connection]) {
        guard let connection = connections[number] else { return }
        count(connection)
        connections[number] = nil
        shared.withLock { $0.connections = connections.count }
        report(.ended(connection.name))
    }
}
