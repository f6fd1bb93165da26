import AdaptiveSimulation
import Testing

/// What one viewer gets over paths that change, on virtual time.
@Suite("Adaptive sending") struct AdaptiveTests {
    /// The traces that differ most; `make report-adaptive` runs all.
    @Test(
        "what a trace demands is held",
        arguments: [
            "steady 0.5 Mb/s", "steady 3.0 Mb/s", "step 4 to 0.5 and back", "radio 1", "20 % lost",
            "bufferbloat",
        ])
    func demands(ofTrace name: String) throws {
        let trace = try #require(Trace.all.first { $0.name == name })
        let verdict = Verdict(AdaptiveRun(trace))
        #expect(verdict.faults.isEmpty, "\(verdict)")
    }
}
