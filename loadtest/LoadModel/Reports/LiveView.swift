/// A run as it goes, in a terminal: drawn over itself a few times a second, or a line now and then where nobody looks.
public struct LiveView: Sendable {
    /// How a run stands.
    public struct Standing: Sendable {
        /// Seconds since it began, and how long it will take.
        public var seconds: Int, totalSeconds: Int
        /// Viewers that set out, that joined, that are there now, and that failed.
        public var started = 0, joined = 0, present = 0, failed = 0
        /// How many viewers there will be at most.
        public var wanted = 0
        /// Thousands of bits that came in the last second.
        public var kilobits = 0.0
        /// The shares lost on the way and for good, so far.
        public var lost = 0.0, missing = 0.0
        /// Freezes so far.
        public var freezes = 0
        /// The 99th percentile of the time to the first frame so far, and of the latency in the last second, in
        /// microseconds.
        public var firstFrame: Int64?, latency: Int64?
        /// Cores that the server and the tester kept busy in the last second.
        public var serverCores: Double?, testerCores = 0.0
        /// Why the tester itself may be the limit.
        public var warnings: [String] = []

        /// A run that begins.
        public init(seconds: Int, totalSeconds: Int) {
            self.seconds = seconds
            self.totalSeconds = totalSeconds
        }
    }

    /// Whether what was drawn can be drawn over.
    private let isTerminal: Bool
    /// How many columns there are.
    private let width: Int
    /// How many lines were drawn last.
    private var drawn = 0

    /// A view for a terminal of so many columns, or for a file.
    public init(isTerminal: Bool, width: Int = 80) {
        self.isTerminal = isTerminal
        self.width = max(width, 40)
    }

    /// What to write for how the run stands now.
    public mutating func draw(_ standing: Standing) -> String {
        guard isTerminal else { return Self.line(standing) + "\n" }
        let lines = lines(standing).map { $0.count > width ? String($0.prefix(width - 1)) + "…" : $0 }
        // ECMA-48: up to where the last picture began, and away with all that is below.
        let back = drawn == 0 ? "" : "\u{1B}[\(drawn)F\u{1B}[J"
        drawn = lines.count
        return back + lines.map { $0 + "\n" }.joined()
    }

    private func lines(_ standing: Standing) -> [String] {
        let clock =
            "\(FigureText.clock(seconds: standing.seconds)) of \(FigureText.clock(seconds: standing.totalSeconds))"
        let done = standing.totalSeconds > 0 ? Double(standing.seconds) / Double(standing.totalSeconds) : 0
        var lines = ["\(bar(done)) \(clock)"]
        lines.append(
            "viewers   \(FigureText.count(standing.present)) of \(FigureText.count(standing.wanted)) there, "
                + "\(FigureText.count(standing.joined)) of \(FigureText.count(standing.started)) joined, "
                + "\(FigureText.count(standing.failed)) failed")
        lines.append(
            "times     first frame p99 \(Self.time(standing.firstFrame)), latency p99 \(Self.time(standing.latency))"
        )
        lines.append(
            "media     \(FigureText.rate(kilobits: standing.kilobits)), lost \(FigureText.share(standing.lost)), "
                + "for good \(FigureText.share(standing.missing)), \(FigureText.count(standing.freezes)) freezes"
        )
        lines.append("cores     \(cores(standing))")
        return lines + standing.warnings.map { "WARNING   \($0)" }
    }

    private func bar(_ share: Double) -> String {
        let cells = 24
        let filled = Int((min(max(share, 0), 1) * Double(cells)).rounded())
        return String(repeating: "━", count: filled) + String(repeating: "┄", count: cells - filled)
    }

    private func cores(_ standing: Standing) -> String {
        let server = standing.serverCores.map { "server \(FigureText.fixed($0, 2)), " } ?? ""
        return server + "tester \(FigureText.fixed(standing.testerCores, 2))"
    }

    private static func line(_ standing: Standing) -> String {
        let warning = standing.warnings.isEmpty ? "" : " warning=\"\(standing.warnings[0])\""
        return
            "\(FigureText.clock(seconds: standing.seconds)) viewers=\(standing.present) joined=\(standing.joined)"
            + " failed=\(standing.failed) freezes=\(standing.freezes) lost=\(FigureText.fixed(standing.missing * 100, 3))%"
            + " first_frame_p99=\(time(standing.firstFrame).replacingGap)\(warning)"
    }

    private static func time(_ value: Int64?) -> String {
        value.map { FigureText.time(microseconds: Double($0)) } ?? "–"
    }
}

extension String {
    /// The text without its gap, for a word of a line.
    fileprivate var replacingGap: String { String(filter { $0 != " " }) }
}
