import Runtime

/// Entering the actor of a loop from its own thread, as a readiness batch does.
enum IsolationHop {
    private static let count = 10_000_000

    static let all = [
        Hop(
            name: "assumeIsolated on the own loop", planned: "tens",
            ours: {
                try await BenchLoop.lend { resident in
                    await resident.run { resident in
                        nanoseconds(each: count) {
                            for _ in 0..<count { resident.assumeIsolated { $0.count() } }
                        }
                    }
                }
            })
    ]
}
