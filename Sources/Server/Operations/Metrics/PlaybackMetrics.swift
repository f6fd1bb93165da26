/// What players say of themselves.
extension Metric {
    /// How many reports.
    static let playbackReports = Metric(
        .counter, "starling_playback_reports_total", labels: ["way"], "Reports of players about themselves.")
    /// How long pictures moved.
    static let playedTime = Metric(
        .counter, "starling_playback_played_seconds_total", labels: ["way"],
        "Time during which pictures moved, as players say.")
    /// How long they stood still.
    static let stalledTime = Metric(
        .counter, "starling_playback_stalled_seconds_total", labels: ["way"],
        "Time during which pictures stood still that should have moved, as players say.")
    /// How often they stood still.
    static let stalls = Metric(
        .counter, "starling_playback_stalls_total", labels: ["way"], "Times that pictures stood still.")
    /// How often another quality began.
    static let levelSwitches = Metric(
        .counter, "starling_playback_level_switches_total", labels: ["way"],
        "Times that another quality began.")
    /// How often the way was taken.
    static let waySwitches = Metric(
        .counter, "starling_playback_way_switches_total", labels: ["way"],
        "Times that players took the way instead of another.")
    /// What went wrong.
    static let playbackErrors = Metric(
        .counter, "starling_playback_errors_total", labels: ["way"], "Errors that players met.")
    /// How long the first picture took.
    static let startups = Metric(
        .histogram, "starling_playback_startup_seconds", labels: ["way"],
        "Time from asking for a stream to its first picture, as players say.")
    /// How late pictures are.
    static let latencies = Metric(
        .histogram, "starling_playback_latency_seconds", labels: ["way"],
        "How late pictures are, as far as players know.")
}

extension MetricsPage {
    func writePlayback(to text: inout MetricsText) {
        guard let playback else { return }
        func counter(_ metric: Metric, _ value: (PlaybackFigures.Sums) -> Double) {
            text.write(
                metric,
                playback.sums.map { MetricsText.Sample(labels: [$0.way.rawValue], value: value($0.sums)) })
        }
        counter(.playbackReports) { Double($0.reports) }
        counter(.playedTime) { $0.played }
        counter(.stalledTime) { $0.stalled }
        counter(.stalls) { Double($0.stalls) }
        counter(.levelSwitches) { Double($0.levelSwitches) }
        counter(.waySwitches) { Double($0.waySwitches) }
        counter(.playbackErrors) { Double($0.errors) }
        text.write(.startups, playback.sums.map { (labels: [$0.way.rawValue], histogram: $0.sums.startups) })
        text.write(
            .latencies, playback.sums.map { (labels: [$0.way.rawValue], histogram: $0.sums.latencies) })
    }
}
