/// The plots of a report's page.
struct HTMLPlots {
    private let figures: RunFigures

    init(_ figures: RunFigures) {
        self.figures = figures
    }

    /// Those plots that have something to show, each as a figure with its caption.
    var text: String {
        [joinTimes, viewers, latency, loss, cores].compactMap { $0 }.joined(separator: "\n")
    }

    private var moments: [Moment] { figures.moments }

    private var lastSecond: Double { Double(max(moments.last?.second ?? 1, 1)) }

    private func figure(_ title: String, _ svg: String, legend: [String] = []) -> String {
        let names = legend.enumerated().map { "<span class=\"legend k\($0.offset)\">\($0.element)</span>" }
        return "<figure><figcaption>\(title) \(names.joined())</figcaption>\(svg)</figure>"
    }

    private func overTime(
        _ title: String, _ lines: [Plot.Line], leastTop: Double, _ yText: @escaping (Double) -> String
    ) -> String? {
        guard lines.contains(where: { $0.points.contains { $0.y != nil } }) else { return nil }
        let plot = Plot(
            title: "\(title) over time", xText: { FigureText.clock(seconds: Int($0)) }, yText: yText,
            xRange: 0...lastSecond, leastTop: leastTop,
            xSteps: [1, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600])
        return figure(title, plot.svg(lines: lines), legend: lines.count > 1 ? lines.map(\.name) : [])
    }

    private func line(_ name: String, _ value: (Moment) -> Double?) -> Plot.Line {
        Plot.Line(name: name, points: moments.map { (Double($0.second), value($0)) })
    }

    private var viewers: String? {
        overTime(
            "Viewers", [line("joined") { Double($0.joined) }, line("there") { Double($0.viewers) }],
            leastTop: 4
        ) { FigureText.count(Int($0)) }
    }

    private var latency: String? {
        let lines = [
            line("median") { $0.latencyMedian.map(Double.init) },
            line("p99") { $0.latencyHigh.map(Double.init) },
        ]
        return overTime("Latency", lines, leastTop: 1000) { FigureText.time(microseconds: $0) }
    }

    private var loss: String? {
        let share = line("lost on the way") {
            $0.packetsExpected > 0 ? Double($0.packetsLost) / Double($0.packetsExpected) : nil
        }
        return overTime("Packets lost on the way", [share], leastTop: 0.001) { FigureText.share($0) }
    }

    private var cores: String? {
        let tester = line("tester", \.testerCores)
        let lines =
            moments.contains { $0.serverCores != nil } ? [line("server", \.serverCores), tester] : [tester]
        return overTime("Busy cores", lines, leastTop: 1) { FigureText.rounded($0) }
    }

    /// How long viewers took to their first frame, in bars of one width up to where nearly all had it.
    private var joinTimes: String? {
        let histogram = figures[.firstFrame]
        guard let longest = histogram.percentile(0.999), let most = histogram.maximum else { return nil }
        let end = Double(max(min(longest + longest / 20, most), 1000))
        let width = end / 48
        var counts = [Double](repeating: 0, count: 48)
        for bar in histogram.bars {
            let middle = Double(bar.values.lowerBound + bar.values.upperBound) / 2
            counts[min(Int(middle / width), 47)] += Double(bar.count)
        }
        let plot = Plot(
            title: "How long viewers took to the first frame", xText: { FigureText.time(microseconds: $0) },
            yText: { FigureText.count(Int($0)) }, xRange: 0...end, leastTop: 4)
        let bars = counts.enumerated().map {
            (Double($0.offset) * width, Double($0.offset + 1) * width, $0.element)
        }
        return figure("From request to first frame, viewers", plot.svg(bars: bars))
    }
}
