public import Bytes
public import HTTP
public import Runtime

/// One loop that serves HTTP: its ports, its connections, its counters.
///
/// A thin shell: it lives on the loop, and `HTTPConnections` does the work there. Others talk to it by `await`, and
/// responders by its mailbox.
public actor HTTPWorker: LoopResident {
    /// The loop it lives on.
    public nonisolated let loop: EventLoop
    /// What the loop watches.
    public let poller: Poller
    /// Everything that is open.
    private let connections: HTTPConnections

    /// The loop.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// A worker that serves nothing yet, on its own running loop.
    init(
        number: Int, core: Int?, service: any Service, limits: Limits, quota: ConnectionQuota
    ) throws(SystemError) {
        let loop = try EventLoop(name: "http-\(number)", core: core)
        let poller = try Poller()
        let mail = ResponseMail(on: loop)
        self.loop = loop
        self.poller = poller
        connections = HTTPConnections(on: poller, service: service, limits: limits, quota: quota, mail: mail)
        try loop.run(self)
    }

    /// A worker of its own, as a benchmark or a tool wants it: up to so many connections, and nothing served yet.
    public init(core: Int?, service: any Service, maximumConnections: Int) throws(SystemError) {
        try self.init(
            number: 0, core: core, service: service, limits: Limits(),
            quota: ConnectionQuota(maximum: maximumConnections, perAddress: nil))
    }

    /// Opens a port, which other workers may open as well. Returns where it is.
    public func listen(at address: SocketAddress, tls: TLSContext?) throws(SystemError) -> SocketAddress {
        try connections.listen(at: address, tls: tls)
    }

    /// New connections use this certificate.
    func use(_ tls: TLSContext) {
        connections.tls = tls
    }

    /// New connections keep to these limits.
    func use(_ limits: Limits) {
        connections.use(limits)
    }

    /// What was counted so far.
    var counters: HTTPCounters { connections.counters }

    /// Closes the ports and idle connections and lets the others finish.
    func drain() {
        connections.drain()
    }

    /// How many connections are open.
    public var openConnections: Int { connections.count }

    /// Ends the loop, and with it every connection.
    public func stop() {
        connections.closeAll()
        loop.stop()
    }
}
