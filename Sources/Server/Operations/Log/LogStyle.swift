import Timing

/// How records look as lines.
enum LogStyle: Equatable, Sendable {
    /// For eyes: short and aligned. Colours only where a terminal shows them.
    case human(colours: Bool)
    /// For machines: one JSON object a line.
    case json

    /// The line of `record`, without its line break. Whatever the record holds, it is one line.
    func line(for record: LogRecord, at time: WallClock) -> String {
        switch self {
        case .human(let colours): record.humanLine(at: time, colours: colours)
        case .json: record.jsonLine(at: time)
        }
    }
}
