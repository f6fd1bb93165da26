import AdaptiveSimulation
import Runtime

/// Prints what adaptive sending does over each trace, and draws it: `adaptive-bench FOLDER`.
@main struct AdaptiveReport {
    static func main() throws {
        guard let folder = CommandLine.arguments.dropFirst().first else {
            print("usage: adaptive-bench FOLDER")
            return
        }
        print(
            "| trace | use of the oracle's rate | queue, 95th percentile | longest pause | back at the best layer |"
                + " layer changes a minute | verdict |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        var hasFaults = false
        for trace in Trace.all {
            let run = AdaptiveRun(trace)
            let verdict = Verdict(run)
            print(Self.row(verdict, of: trace))
            let name = trace.name.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
            try FileSystem.write(Array(Plot(run).svg.utf8), to: "\(folder)/\(name).svg")
            hasFaults = hasFaults || !verdict.faults.isEmpty
        }
        if hasFaults { ProcessEnd.exit(1) }
    }

    private static func row(_ verdict: Verdict, of trace: Trace) -> String {
        let cells = [
            trace.name, "\(Int((verdict.use * 100).rounded())) %", milliseconds(verdict.queueing),
            milliseconds(verdict.pause), verdict.recovery.map(milliseconds) ?? "",
            "\((verdict.changesPerMinute * 10).rounded() / 10)",
            verdict.faults.isEmpty ? "as demanded" : verdict.faults.joined(separator: ", "),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private static func milliseconds(_ duration: Duration) -> String {
        "\(Int((duration / .milliseconds(1)).rounded())) ms"
    }
}
