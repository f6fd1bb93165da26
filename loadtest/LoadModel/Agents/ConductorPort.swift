internal import Bytes
internal import Runtime
internal import Timing

/// The loop on which a conductor meets its agents.
actor ConductorPort: LoopResident {
    /// The loop it lives on.
    nonisolated let loop: EventLoop
    /// What the loop watches.
    let poller: Poller
    /// The work.
    private let desk: ConductorDesk

    /// The loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// A conductor on its own running loop, who goes to meet agents at once.
    init(
        _ scenario: Scenario, agents: [SocketAddress], tls: TLSContext?,
        told: @escaping @Sendable (Conductor.Output) -> Void
    ) throws(SystemError) {
        let loop = try EventLoop(name: "conductor")
        let poller = try Poller()
        self.loop = loop
        self.poller = poller
        desk = ConductorDesk(scenario, agents: agents, tls: tls, on: poller, told: told)
        try loop.run(self)
    }

    /// How far each agent's clock is ahead of ours, and by how much that may be wrong.
    var clocks: [(ahead: Duration, error: Duration)?] { desk.clocks }

    /// Ends the loop.
    func stop() {
        loop.stop()
    }
}
