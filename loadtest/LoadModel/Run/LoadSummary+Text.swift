internal import Timing

extension LoadSummary {
    /// The results for a terminal.
    var lines: [String] {
        var lines = [
            "\(figures.viewers.count) viewers asked, \(joined) joined, \(healthy) were well to the end",
            "first frame after " + Self.text(times(to: \.firstFrame)) + "; latency "
                + Self.text(figures.latency),
            "\(Int(Double(packets) / max(hold.seconds, 0.001))) packets/s over \(Int(hold.seconds)) s",
        ]
        if let server {
            let cores = server.processorSeconds / max(hold.seconds, 0.001)
            lines.append("server: \(Self.rounded(cores)) cores, \(server.residentAfter >> 20) MiB")
        }
        lines.append(
            "tester: \(Self.rounded(tester.processorSeconds / max(hold.seconds, 0.001))) cores, \(tester.residentAfter >> 20) MiB"
        )
        for (reason, count) in failures { lines.append("\(count) failed: \(reason)") }
        for warning in warnings { lines.append("WARNING: " + warning) }
        return lines
    }

    private static func text(_ times: Histogram) -> String {
        guard let half = times.percentile(0.5), let most = times.percentile(0.99) else { return "(never)" }
        return "\(rounded(Double(half) / 1000)) ms (p50), \(rounded(Double(most) / 1000)) ms (p99)"
    }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
