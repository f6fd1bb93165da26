/// What players have said of themselves, summed up by the way that streams came.
struct PlaybackFigures: Equatable, Sendable {
    /// The sums of one way.
    struct Sums: Equatable, Sendable {
        /// How many reports there were.
        var reports: UInt64 = 0
        /// For how many seconds pictures moved, and stood still.
        var played = 0.0, stalled = 0.0
        /// How often they stood still, another quality began, the way was taken instead of another, and something went wrong.
        var stalls: UInt64 = 0, levelSwitches: UInt64 = 0, waySwitches: UInt64 = 0, errors: UInt64 = 0
        /// How long the first picture took.
        var startups = Histogram(bounds: [0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 3, 5, 10])
        /// How late pictures are.
        var latencies = Histogram(bounds: [0.05, 0.1, 0.2, 0.3, 0.5, 1, 1.5, 2, 3, 5, 10, 30])
    }

    /// The sums of all ways, in the order of these.
    private(set) var sums = PlaybackReport.Way.allCases.map { (way: $0, sums: Sums()) }

    static func == (one: Self, other: Self) -> Bool { one.sums.map(\.sums) == other.sums.map(\.sums) }

    /// Takes a report down.
    mutating func add(_ report: PlaybackReport) {
        guard let index = sums.firstIndex(where: { $0.way == report.way }) else { return }
        var own = sums[index].sums
        own.reports &+= 1
        own.played += report.played
        own.stalled += report.stalled
        own.stalls &+= UInt64(clamping: report.stalls)
        own.levelSwitches &+= UInt64(clamping: report.levelSwitches)
        own.waySwitches &+= UInt64(clamping: report.waySwitches)
        own.errors &+= UInt64(clamping: report.errors)
        if let startup = report.startup { own.startups.observe(startup) }
        if let latency = report.latency { own.latencies.observe(latency) }
        sums[index].sums = own
    }
}
