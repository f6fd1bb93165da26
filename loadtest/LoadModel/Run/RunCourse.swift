internal import Timing

/// How a run goes, from look to look.
struct RunCourse: Sendable {
    /// When the first viewer came.
    let start: Instant
    /// What was to be done.
    private let plan: LoadPlan
    /// The first look, and the last.
    private let first: RunLook
    private(set) var last: RunLook
    /// How it stood at each second.
    private(set) var moments: [Moment] = []
    /// How late the tester's timers were, in microseconds.
    private(set) var lateness = Histogram()
    /// How old packets were, in microseconds.
    private(set) var latency = Histogram()
    /// The same since everybody is there.
    private(set) var holdLatency = Histogram()
    /// The machine when everybody was there, or at first.
    private var machineBefore: MachineUse?
    /// The busiest loop in any second: 1 is all of a core.
    private var busiestLoop = 0.0

    /// A run of which one look was taken.
    init(_ look: RunLook, of plan: LoadPlan) {
        start = look.time
        first = look
        last = look
        machineBefore = look.machine
        self.plan = plan
    }

    /// Takes another look.
    mutating func add(_ look: RunLook) {
        let stretch = look.since(last)
        var moment = Moment(second: Int(start.duration(to: look.time).seconds.rounded()))
        moment.viewers = look.loops.crowd.present
        moment.joined = look.loops.crowd.joined
        moment.latencyMedian = look.loops.crowd.latency.percentile(0.5).map { Int($0) }
        moment.latencyHigh = look.loops.crowd.latency.percentile(0.99).map { Int($0) }
        moment.serverCores = stretch.server.map { $0.processorSeconds / stretch.seconds }
        moment.testerCores = stretch.tester.processorSeconds / stretch.seconds
        moments.append(moment)
        busiestLoop = max(busiestLoop, moment.testerCores / Double(max(plan.loops, 1)))
        lateness.merge(look.loops.lateness)
        latency.merge(look.loops.crowd.latency)
        holdLatency.merge(look.loops.crowd.latency)
        last = look
    }

    /// Everybody is there, and gets what is live.
    mutating func beginHold() {
        holdLatency = Histogram()
        machineBefore = last.machine
    }

    /// How the run stands, for who watches.
    var standing: LiveView.Standing {
        let all = plan.length
        let crowd = last.loops.crowd
        var standing = LiveView.Standing(
            seconds: Int(start.duration(to: last.time).seconds.rounded()), totalSeconds: Int(all.seconds))
        standing.started = crowd.viewers
        standing.joined = crowd.joined
        standing.present = crowd.present
        standing.failed = crowd.failed
        standing.wanted = plan.mostViewers
        standing.latency = moments.last?.latencyHigh.map { Int64($0) }
        standing.serverCores = moments.last?.serverCores
        standing.testerCores = moments.last?.testerCores ?? 0
        standing.warnings = saturation.warnings
        return standing
    }

    /// Whether the tester was the limit.
    private var saturation: Saturation {
        var saturation = Saturation()
        saturation.busiestLoop = busiestLoop
        saturation.timerLateness = lateness.percentile(0.99).map { Int($0) } ?? 0
        saturation.datagramsDropped = last.loops.receiveOverflows
        saturation.sendsRefused = last.loops.sendsRefused
        if let machineBefore { saturation.machineLoad = last.machine?.load(since: machineBefore) }
        return saturation
    }

    /// Adds to what came of everybody what was seen on the way.
    func complete(_ result: CrowdResult) -> CrowdResult {
        var result = result
        let whole = last.since(first)
        result.complete { figures in
            figures.saturation = saturation
            figures.seconds = whole.seconds
            figures.server = whole.server.map {
                ServerUse(cpuSeconds: $0.processorSeconds, memory: $0.residentAfter)
            }
            figures.merge(latency, as: .latency)
            figures.merge(lateness, as: .timer)
            for moment in moments { figures.note(moment) }
        }
        return result
    }
}
