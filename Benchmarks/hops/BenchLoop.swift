import Runtime
import Timing

/// A loop with nothing on it but what a benchmark puts there.
actor BenchLoop: LoopResident {
    nonisolated let loop: EventLoop
    // Sound: the loop is a constant of the actor and lives as long.
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    let poller: Poller
    private(set) var counter = 0

    /// Runs on the machine's core at `index`, counted from the first that we may use.
    init(onCore index: Int = 0) throws {
        let cores = Thread.cores
        loop = try EventLoop(name: "bench", core: cores[index % cores.count])
        poller = try Poller()
        try loop.run(self)
    }

    /// Lends a loop to `body` and ends it afterwards.
    static func lend<Value: Sendable>(
        onCore index: Int = 0, to body: (BenchLoop) async throws -> Value
    ) async throws -> Value {
        let resident = try BenchLoop(onCore: index)
        defer { resident.loop.stop() }
        return try await body(resident)
    }

    /// The least one can do on a loop.
    func count() { counter &+= 1 }

    /// Calls `body` at the end of each turn.
    func afterTurn(_ body: @escaping @Sendable () -> Void) {
        poller.afterTurn = body
    }

    /// Runs `body` on the loop.
    func run<Value: Sendable>(_ body: @Sendable (isolated BenchLoop) throws -> Value) rethrows -> Value {
        try body(self)
    }
}
