import Timing

/// A finished run as a page: one file that opens without network, in light and dark.
public struct HTMLReport: Sendable {
    private let report: RunReport

    /// The page of a report.
    public init(_ report: RunReport) {
        self.report = report
    }

    /// The page.
    public var text: String {
        let figures = report.figures
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(report.name.htmlEscaped) – load test</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            <header>
            <h1>\(report.name.htmlEscaped)</h1>
            <p>\(subtitle.htmlEscaped)</p>
            </header>
            <main>
            \(warnings(figures))\(expectations)\(tiles(figures))
            <section class="plots">
            \(HTMLPlots(figures).text)
            </section>
            \(groups)\(distributions(figures))\(counts(figures))\(failures(figures))
            </main>
            <footer>\(report.machine.htmlEscaped)</footer>
            </body>
            </html>

            """
    }

    private var subtitle: String {
        let length = FigureText.clock(seconds: Int(report.figures.seconds))
        return "\(report.server) · \(CalendarDate(report.began).rfc3339.prefix(16)) UTC · \(length)"
    }

    private func warnings(_ figures: RunFigures) -> String {
        let warnings = figures.saturation.warnings
        guard !warnings.isEmpty else { return "" }
        let items = warnings.map { "<li>\($0.htmlEscaped)</li>" }.joined()
        return """
            <section class="warning" role="alert"><h2>These figures may be the tester's and not the server's</h2>\
            <ul>\(items)</ul></section>

            """
    }

    private var expectations: String {
        guard !report.verdicts.isEmpty else { return "" }
        let items = report.verdicts.map { verdict in
            let mark = verdict.isMet ? "met" : "not met"
            return
                "<li class=\"\(verdict.isMet ? "good" : "bad")\"><b>\(mark)</b> <code>\(verdict.expectation.text.htmlEscaped)</code> <span>\(verdict.text.htmlEscaped)</span></li>"
        }
        return "<ul class=\"verdicts\">\(items.joined())</ul>\n"
    }

    private func tiles(_ figures: RunFigures) -> String {
        var tiles: [(String, String, String)] = []
        let joined = "\(FigureText.count(figures[.joined])) of \(FigureText.count(figures[.started])) viewers"
        tiles.append(("joined", figures.share(of: .joined).map(FigureText.share) ?? "–", joined))
        tiles.append(
            (
                "healthy", figures.share(of: .healthy).map(FigureText.share) ?? "–",
                "no freeze, under 0.1 % lost"
            ))
        for (title, distribution) in [("first frame", Distribution.firstFrame), ("latency", .latency)] {
            let histogram = figures[distribution]
            guard let median = histogram.percentile(0.5), let high = histogram.percentile(0.99) else {
                continue
            }
            tiles.append(
                (
                    title, FigureText.time(microseconds: Double(median)),
                    "p99 \(FigureText.time(microseconds: Double(high)))"
                ))
        }
        let lost = figures.share(of: .packetsLost).map(FigureText.share) ?? "–"
        tiles.append(
            (
                "missing in the end", figures.share(of: .packetsMissing).map(FigureText.share) ?? "–",
                "\(lost) lost on the way"
            ))
        let length = figures[.freeze].maximum.map { "longest \(FigureText.time(microseconds: Double($0)))" }
        tiles.append(("freezes", FigureText.count(figures[.freezes]), length ?? "none"))
        if let server = figures.server {
            let cost = figures.serverMicrosecondsPerPacket.map { "\(FigureText.rounded($0)) µs a packet" }
            let cores = FigureText.rounded(server.cpuSeconds / max(figures.seconds, 1))
            tiles.append(("server", "\(cores) cores", cost ?? "\(FigureText.count(server.memory >> 20)) MiB"))
        }
        let items = tiles.map { title, value, note in
            "<div><dt>\(title)</dt><dd>\(value.htmlEscaped)</dd><small>\(note.htmlEscaped)</small></div>"
        }
        return "<dl class=\"tiles\">\(items.joined())</dl>"
    }

    private func distributions(_ figures: RunFigures) -> String {
        let rows = Distribution.allCases.filter { !figures[$0].isEmpty }.map { distribution in
            let histogram = figures[distribution]
            let values =
                [histogram.minimum] + [0.5, 0.9, 0.99, 0.999].map { histogram.percentile($0) } + [
                    histogram.maximum
                ]
            return [distribution.title, FigureText.count(Int(histogram.count))]
                + values.map { FigureText.value(Double($0 ?? 0), distribution.unit) }
        }
        let head = ["", "values", "least", "p50", "p90", "p99", "p99.9", "most"]
        return Self.table("Distributions", head, rows)
    }

    private func counts(_ figures: RunFigures) -> String {
        let rows = Counter.allCases.filter { figures[$0] > 0 }.map { counter in
            [
                counter.title, FigureText.count(figures[counter]),
                figures.share(of: counter).map(FigureText.share) ?? "",
            ]
        }
        return Self.table("Counts", ["", "count", "share"], rows)
    }

    private func failures(_ figures: RunFigures) -> String {
        let rows = figures.failures.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
            [$0.key, FigureText.count($0.value)]
        }
        return Self.table("Why some failed", ["", "times"], rows)
    }

    private var groups: String {
        let rows = report.groups.map { group in
            let figures = group.figures
            let times = [Distribution.firstFrame, .latency].map { distribution in
                figures[distribution].percentile(0.99).map { FigureText.time(microseconds: Double($0)) }
                    ?? "–"
            }
            let shares = [Counter.joined, .healthy, .packetsMissing].map {
                figures.share(of: $0).map(FigureText.share) ?? "–"
            }
            return [group.name, FigureText.count(figures[.started])] + shares + times + [
                FigureText.count(figures[.freezes])
            ]
        }
        let head = [
            "", "started", "joined", "healthy", "missing", "first frame p99", "latency p99", "freezes",
        ]
        return Self.table("Groups", head, rows)
    }

    private static func table(_ title: String, _ head: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        let heads = head.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let lines = rows.map { row in
            let cells = row.dropFirst().map { "<td>\($0.htmlEscaped)</td>" }.joined()
            return "<tr><th scope=\"row\">\((row.first ?? "").htmlEscaped)</th>\(cells)</tr>"
        }
        return """
            <section><h2>\(title)</h2><div class="scroll"><table><thead><tr>\(heads)</tr></thead>\
            <tbody>\(lines.joined(separator: "\n"))</tbody></table></div></section>

            """
    }
}
