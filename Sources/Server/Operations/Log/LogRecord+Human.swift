import Timing

extension LogRecord {
    /// The record for eyes: `04:08:15.250 info    http listening           url=http://localhost:8080 workers=2`.
    ///
    /// The time is UTC without its date, since who reads this sits in front of it; files want JSON.
    func humanLine(at time: WallClock, colours: Bool) -> String {
        let stamp = CalendarDate(time).rfc3339.dropFirst("2026-11-21T".count).dropLast()
        var line = "\(stamp) \(level.humanText(colours: colours)) "
        line += fields.entries.isEmpty ? event : event.padded(to: 24)
        for (name, value) in fields.entries {
            line += " \(name)=\(value.humanText)"
        }
        return line
    }
}

extension LogLevel {
    /// The level padded to the longest one's width, in its colour (ECMA-48 §8.3.117).
    fileprivate func humanText(colours: Bool) -> String {
        let text = rawValue.padded(to: 7)
        guard colours else { return text }
        let colour =
            switch self {
            case .error: "31"
            case .warning: "33"
            case .info: "32"
            case .debug: "2"
            }
        return "\u{1B}[\(colour)m\(text)\u{1B}[0m"
    }
}

extension LogValue {
    /// The value as it stands behind `=`.
    fileprivate var humanText: String {
        switch self {
        case .text(let text), .address(let text): text.shortened(to: Self.longestText).quotedWhereNeeded
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .flag(let flag): String(flag)
        }
    }

    /// A peer's string may be as long as a header; more of it than this tells an operator nothing.
    static let longestText = 500
}

extension String {
    /// The text followed by spaces up to `width`.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(width - count, 0))
    }
}
