internal import Bytes
internal import Runtime

/// The loop on which an agent hears conductors.
actor AgentPort: LoopResident {
    /// What a conductor wants.
    enum Demand: Sendable {
        /// Run this.
        case run(AgentTask)
        /// End the run and tell its figures.
        case stop
    }

    /// The loop it lives on.
    nonisolated let loop: EventLoop
    /// What the loop watches.
    let poller: Poller
    /// The work.
    private let desk: AgentDesk

    /// The loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// A port that listens, on its own running loop.
    init(
        at address: SocketAddress, tls: TLSContext?, name: String,
        demanded: @escaping @Sendable (Demand) -> Void
    ) throws(SystemError) {
        let loop = try EventLoop(name: "agent")
        let poller = try Poller()
        self.loop = loop
        self.poller = poller
        desk = try AgentDesk(at: address, tls: tls, name: name, on: poller, demanded: demanded)
        try loop.run(self)
    }

    /// Where it listens.
    var address: SocketAddress? { desk.address }

    /// Tells how the run stands at a second.
    func tell(_ moment: Moment) {
        desk.tell { $0.tell(moment) }
    }

    /// Tells what the run found out.
    func finish(_ figures: RunFigures, groups: [RunFigures]) {
        desk.tell { $0.finish(figures, groups: groups) }
        desk.finish()
    }

    /// Tells why there is no run.
    func refuse(_ reason: String) {
        desk.tell { $0.refuse(reason) }
        desk.finish()
    }
}
