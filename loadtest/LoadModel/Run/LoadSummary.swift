internal import Timing

/// What came of a run.
struct LoadSummary: Sendable {
    /// What was to be done.
    let plan: LoadPlan
    /// When it began.
    let began: WallClock
    /// What came of all peers.
    let result: CrowdResult
    /// What came of each group.
    let results: [CrowdResult]
    /// How late the tester's timers were, in microseconds.
    let lateness: Histogram
    /// From capture to arrival, packet by packet, in microseconds.
    let latency: Histogram
    /// The same while all viewers were there.
    let holdLatency: Histogram
    /// What happened while all viewers were there.
    let hold: RunStretch
    /// What the server held in RAM before anybody came; `nil` when its process is not known.
    let serverResidentAtFirst: Int?
    /// What the tester held in RAM before anybody came.
    let testerResidentAtFirst: Int

    /// The same as reports have it, held against what was expected.
    var report: RunReport {
        RunReport(
            name: plan.name, began: began, machine: plan.machine,
            server: plan.urls.lazy.compactMap(\.self).first?.description ?? "", figures: result.figures,
            groups: plan.scenario == nil
                ? [] : zip(plan.groups, results).map { ($0.name, $1.figures) },
            expectations: plan.expectations)
    }
}
