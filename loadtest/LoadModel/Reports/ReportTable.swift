/// A finished run as a table in a terminal: warnings first, since they call the rest into question.
public struct ReportTable: Sendable {
    private let report: RunReport

    /// The table of a report.
    public init(_ report: RunReport) {
        self.report = report
    }

    /// The text, each line with its end.
    public var text: String {
        let figures = report.figures
        var lines: [String] = []
        for warning in figures.saturation.warnings { lines.append("WARNING: \(warning)") }
        if !lines.isEmpty {
            lines += ["WARNING: these figures may be the tester's and not the server's", ""]
        }
        lines.append("\(report.name)  \(FigureText.clock(seconds: Int(figures.seconds)))")
        lines += Self.columns(counts(figures))
        lines += [""] + Self.columns(distributions(figures), isTable: true)
        lines += section(
            "why some failed",
            figures.failures.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                [FigureText.count($0.value), $0.key]
            })
        lines += section("server", server(figures))
        lines += section(
            "expectations",
            report.verdicts.map { verdict in
                [verdict.isMet ? "ok" : "NOT MET", verdict.expectation.text, verdict.text]
            })
        return lines.map { $0 + "\n" }.joined()
    }

    private func section(_ title: String, _ rows: [[String]]) -> [String] {
        rows.isEmpty ? [] : ["", title] + Self.columns(rows)
    }

    private func counts(_ figures: RunFigures) -> [[String]] {
        Counter.allCases.filter { figures[$0] > 0 || $0.isAlwaysTold }.map { counter in
            let value =
                counter == .bytesReceived ? Self.bytes(figures[counter]) : FigureText.count(figures[counter])
            return [counter.title, value, figures.share(of: counter).map(FigureText.share) ?? ""]
        }
    }

    private static func bytes(_ count: Int) -> String {
        count < 1_000_000_000
            ? "\(FigureText.rounded(Double(count) / 1e6)) MB"
            : "\(FigureText.rounded(Double(count) / 1e9)) GB"
    }

    private func distributions(_ figures: RunFigures) -> [[String]] {
        let rows = Distribution.allCases.filter { !figures[$0].isEmpty }.map { distribution in
            let histogram = figures[distribution]
            let values = [0.5, 0.9, 0.99].map { histogram.percentile($0) } + [histogram.maximum]
            return [distribution.title] + values.map { FigureText.value(Double($0 ?? 0), distribution.unit) }
        }
        return rows.isEmpty ? [] : [["", "p50", "p90", "p99", "max"]] + rows
    }

    private func server(_ figures: RunFigures) -> [[String]] {
        guard let server = figures.server else { return [] }
        var rows = [
            ["processor time", "\(FigureText.rounded(server.cpuSeconds)) s"],
            ["memory", Self.bytes(server.memory)],
        ]
        if let cost = figures.serverMicrosecondsPerPacket {
            rows.append(["for a packet to a viewer", "\(FigureText.rounded(cost)) µs"])
        }
        if let cores = figures.serverCoresPerThousandViewers {
            rows.append(["for 1,000 viewers", "\(FigureText.rounded(cores)) cores"])
        }
        return rows
    }

    /// Rows with their columns under each other; in a table all but the first are flush right.
    private static func columns(_ rows: [[String]], isTable: Bool = false) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: widths[column] - cell.count)
                return isTable && column > 0 ? gap + cell : cell + gap
            }
            var line = "  " + cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

extension Counter {
    /// Whether it is told even when it is 0, since that is good to know.
    fileprivate var isAlwaysTold: Bool {
        switch self {
        case .started, .joined, .failed, .healthy, .freezes, .packetsMissing: true
        default: false
        }
    }
}

extension Expectation.Verdict {
    /// The figure in its unit.
    var text: String {
        guard let value else { return "nothing was measured" }
        switch expectation.figure {
        case .count: return FigureText.count(Int(value))
        case .share: return FigureText.share(value)
        case .minimum(let distribution), .mean(let distribution), .maximum(let distribution),
            .percentile(let distribution, _):
            return FigureText.value(value, distribution.unit)
        }
    }
}
