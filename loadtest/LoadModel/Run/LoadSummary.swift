internal import Timing

/// What came of a run.
struct LoadSummary: Sendable {
    /// What was to be done.
    let plan: LoadPlan
    /// What all peers counted in the end.
    let figures: CrowdFigures
    /// How long all viewers were there, and what happened in that time.
    let hold: Duration
    /// How many packets viewers were given during it.
    let packets: UInt64
    /// What the server used during it; `nil` when its process is not known.
    let server: ResourceUse?
    /// What the server held in RAM before anybody came.
    let serverResidentAtFirst: Int?
    /// What the tester used during it.
    let tester: ResourceUse
    /// What it held in RAM before anybody came.
    let testerResidentAtFirst: Int

    /// How many viewers saw a picture.
    var joined: Int { figures.viewers.count { $0.milestones.firstFrame != nil } }

    /// How many viewers saw a picture, were there in the end, and missed less than a packet in a thousand.
    var healthy: Int {
        figures.viewers.count { viewer in
            viewer.milestones.firstFrame != nil && viewer.state == .live
                && viewer.missing * 1000 < viewer.packets
        }
    }

    /// How many members came to nothing, by reason, the most frequent first.
    var failures: [(reason: String, count: Int)] {
        var counts: [String: Int] = [:]
        for state in figures.viewers.map(\.state) + figures.publishers.map(\.state) {
            if case .failed(let reason) = state { counts[reason, default: 0] += 1 }
        }
        return counts.map { ($0.key, $0.value) }.sorted { $0.count > $1.count }
    }

    /// How long viewers took from their request to some place, in microseconds.
    func times(to place: KeyPath<Milestones, Instant?>) -> Histogram {
        var times = Histogram()
        for viewer in figures.viewers {
            if let time = viewer.milestones.time(place) { times.record(time) }
        }
        return times
    }

    /// Reasons to believe the tester less than the server.
    var warnings: [String] {
        var warnings: [String] = []
        if figures.receiveOverflows > 0 {
            warnings.append(
                "the tester's sockets overflowed by \(figures.receiveOverflows) datagrams: it was too slow")
        }
        if let late = figures.lateness.percentile(0.99), late > 20_000 {
            warnings.append("one in a hundred of the tester's timers was \(late / 1000) ms late or more")
        }
        let load = tester.processorSeconds / max(hold.seconds, 0.001)
        if load > 0.85 * Double(plan.loops) {
            warnings.append(
                "the tester used \(Int(load * 100)) % of a core on \(plan.loops) loops: it, not the server, may be the limit"
            )
        }
        return warnings
    }
}
