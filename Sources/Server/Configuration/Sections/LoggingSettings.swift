/// What is logged, and how.
struct LoggingSettings: Equatable, Sendable {
    /// How lines look.
    enum Format: String, CaseIterable, Sendable {
        /// `human` on a terminal, `json` elsewhere.
        case auto
        /// Short and aligned.
        case human
        /// One object a line.
        case json
    }

    /// How lines look.
    var format = Format.auto
    /// The least severe level that is written.
    var level = LogLevel.info

    /// How lines look where they go.
    func style(onTerminal isTerminal: Bool) -> LogStyle {
        switch format {
        case .auto: isTerminal ? .human(colours: true) : .json
        case .human: .human(colours: isTerminal)
        case .json: .json
        }
    }

    /// The keys.
    static let settings = [
        Setting(
            "log-format", \.logging.format, .choice(),
            "How log lines look: human is short and aligned, json is one object a line, auto is human on a "
                + "terminal and json elsewhere.",
            because: "whoever reads gets what it reads best"),
        Setting(
            "log-level", \.logging.level, .choice(),
            "The least severe lines to write. Only debug shows addresses of clients.",
            because: "one line per session event, not more",
            takesEffect: .onReload),
    ]
}
