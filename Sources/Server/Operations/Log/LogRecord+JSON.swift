import Timing

extension LogRecord {
    /// The record for machines: `{"ts":"2026-11-21T04:08:15.250Z","level":"info","event":"…","url":"…"}`.
    ///
    /// Fields stand beside `ts`, `level` and `event`, so that `jq .stream` finds one.
    func jsonLine(at time: WallClock) -> String {
        var members: [(String, JSON)] = [
            ("ts", .string(CalendarDate(time).rfc3339)),
            ("level", .string(level.rawValue)),
            ("event", .string(event)),
        ]
        members += fields.entries.map { ($0.name, $0.value.json) }
        return JSON.object(members).text
    }
}

extension LogValue {
    /// The value in JSON's types.
    fileprivate var json: JSON {
        switch self {
        case .text(let text), .address(let text): .string(text.shortened(to: Self.longestText))
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .flag(let flag): .bool(flag)
        }
    }
}
