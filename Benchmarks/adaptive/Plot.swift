import AdaptiveSimulation

/// A run as a picture: above what was sent, believed and possible, below how long packets waited.
struct Plot {
    /// What is drawn.
    private let run: AdaptiveRun

    private static let width = 960.0, upper = 280.0, lower = 90.0, margin = 50.0
    /// What the lower part shows at most.
    private static let longestWait = Duration.milliseconds(500)

    init(_ run: AdaptiveRun) {
        self.run = run
    }

    /// The picture.
    var svg: String {
        let most = Double(run.samples.map(\.capacity).max() ?? 1) * 1.1
        let height = Self.upper + Self.lower + 3 * Self.margin
        func rate(_ value: (AdaptiveRun.Sample) -> Int) -> String {
            points { Self.margin + Self.upper * (1 - min(Double(value($0)) / most, 1)) }
        }
        let bottom = 2 * Self.margin + Self.upper + Self.lower
        let waits = points { bottom - Self.lower * min($0.queueing / Self.longestWait, 1) }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(height)" font-family="sans-serif"
              font-size="13"><rect width="100%" height="100%" fill="white"/>
            <text x="\(Self.margin)" y="24" font-size="16">\(run.trace.name)</text>
            \(legend)
            \(line(rate { $0.capacity }, "#9aa0a6", 2))
            \(line(rate { $0.estimate }, "#1a73e8", 1.5))
            \(line(rate { $0.sent }, "#188038", 1.5))
            \(pauses(height: Self.upper))
            <text x="4" y="\(Self.margin + 4)">\(Int(most / 1000)) kb/s</text>
            \(line(waits, "#d93025", 1.5))
            <text x="4" y="\(bottom - Self.lower)">500 ms</text><text x="\(Self.margin)" y="\(bottom + 20)">0 s</text>
            <text x="\(Self.width - Self.margin)" y="\(bottom + 20)">\(Int(run.trace.length / .seconds(1))) s</text>
            </svg>
            """
    }

    private var legend: String {
        let names = [
            ("capacity", "#9aa0a6"), ("estimate", "#1a73e8"), ("sent", "#188038"),
            ("queueing delay", "#d93025"),
            ("frozen picture", "#f9ab00"),
        ]
        return names.enumerated().map { index, each in
            "<text x=\"\(330 + 125 * index)\" y=\"24\" fill=\"\(each.1)\">\(each.0)</text>"
        }.joined()
    }

    private func x(_ time: Duration) -> Double {
        Self.margin + (Self.width - 2 * Self.margin) * (time / run.trace.length)
    }

    private func points(_ y: (AdaptiveRun.Sample) -> Double) -> String {
        run.samples.map { "\(Int(x($0.time))),\(Int(y($0)))" }.joined(separator: " ")
    }

    private func line(_ points: String, _ colour: String, _ width: Double) -> String {
        "<polyline points=\"\(points)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"\(width)\"/>"
    }

    private func pauses(height: Double) -> String {
        run.pauses.map { pause in
            let start = x(pause.until - pause.length)
            return "<rect x=\"\(start)\" y=\"\(Self.margin)\" width=\"\(max(x(pause.until) - start, 1))\" "
                + "height=\"\(height)\" fill=\"#f9ab00\" opacity=\"0.4\"/>"
        }.joined()
    }
}
