/// How the process lives and ends.
struct OperationsSettings: Equatable, Sendable {
    /// Where everything that lasts is kept, as a path.
    var dataDirectory = "./data"
    /// How long open connections may take to end after SIGTERM.
    var drainTimeout = Duration.seconds(2)
    /// Whether each loop stays on one core.
    var pinsLoops = true
    /// How many streams `/metrics` tells of one by one.
    var metricsStreams = 100

    /// The keys.
    static let settings = [
        Setting(
            "data-dir", \.operations.dataDirectory, .path,
            "Directory for everything that lasts; made when it is missing. Safe to copy while the server runs.",
            because: "beside where you started it, so nothing is written elsewhere"),
        Setting(
            "drain-timeout", \.operations.drainTimeout, .duration(in: .zero...Duration.seconds(3600)),
            "How long clients get to finish after SIGTERM or Ctrl-C. Without clients the end is immediate.",
            because: "enough for an answer under way, and short for who waits at a terminal",
            takesEffect: .onReload),
        Setting(
            "cpu-pinning", \.operations.pinsLoops, .flag,
            "Whether each event loop stays on one core.",
            because:
                "a loop that stays keeps its caches warm; switch it off where cores are shared out by others"),
        Setting(
            "metrics-streams", \.operations.metricsStreams, .integer(in: 0...10_000),
            "How many streams /metrics tells of one by one, those with the most viewers; the others are summed up.",
            because: "one is some 18 series, and a name that was told once stays in Prometheus",
            takesEffect: .onReload),
    ]
}
