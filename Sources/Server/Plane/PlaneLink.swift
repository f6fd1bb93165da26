import Runtime
import Signaling

/// The loop on which the connection to a media node lives.
actor PlaneLink: LoopResident {
    /// The loop it lives on.
    nonisolated let loop: EventLoop
    /// What the loop watches.
    let poller: Poller
    /// The work.
    private let line: PlaneLine

    /// The loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// A link on its own running loop, which tries from now on. `changed` hears whether the node can be reached, and
    /// `restarted` when it is another run than before.
    init(
        to address: PlaneAddress, key: [UInt8]?, log: Logger,
        changed: @escaping @Sendable (_ isUp: Bool) -> Void, restarted: @escaping @Sendable () -> Void
    ) throws {
        let context = try address.key(key).map { try TLSContext(secret: $0, isClient: true) }
        let loop = try EventLoop(name: "plane")
        let poller = try Poller()
        self.loop = loop
        self.poller = poller
        line = PlaneLine(
            to: address, context: context, on: poller, log: log, restarted: restarted,
            changed: changed)
        try loop.run(self)
    }

    /// Asks the node something; `nil` when it cannot be reached.
    func ask(_ question: PlaneQuestion) async -> PlaneAnswer? {
        await withCheckedContinuation { continuation in
            line.ask(question) { continuation.resume(returning: $0) }
        }
    }

    /// What was counted.
    var counters: PlaneCounters { line.counters }

    /// Ends the loop.
    func stop() {
        line.close()
        loop.stop()
    }
}
