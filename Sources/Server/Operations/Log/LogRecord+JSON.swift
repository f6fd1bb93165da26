import HTTP
import Timing

extension LogRecord {
    /// The record for machines: `{"ts":"2026-11-21T04:08:15.250Z","level":"info","event":"…","url":"…"}`.
    ///
    /// Fields stand beside `ts`, `level` and `event`, so that `jq .stream` finds one.
    func jsonLine(at time: WallClock) -> String {
        var json = JSONText()
        json.object { json in
            json.member("ts", CalendarDate(time).rfc3339)
            json.member("level", level.rawValue)
            json.member("event", event)
            for (name, value) in fields.entries {
                json.member(name) { value.write(to: &$0) }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self).escapingHarmful
    }
}

extension LogValue {
    /// Writes the value in JSON's types.
    fileprivate func write(to json: inout JSONText) {
        switch self {
        case .text(let text), .address(let text): json.append(text.shortened(to: Self.longestText))
        case .integer(let number): json.append(number)
        case .number(let number): json.append(number)
        case .flag(let flag): json.append(flag)
        }
    }
}

extension String {
    /// The JSON text with `\u` escapes for what JSON allows as it is and a terminal obeys, since JSON lines are
    /// read there too. Outside of strings JSON is ASCII, so every such scalar stands inside one.
    fileprivate var escapingHarmful: String {
        guard !utf8.allSatisfy({ $0 < 0x7F }) else { return self }
        return unicodeScalars.map { $0.isHarmless ? String($0) : $0.jsonEscape }.joined()
    }
}

extension Unicode.Scalar {
    /// `\uXXXX`, twice for a scalar beyond the basic plane (RFC 8259 §7).
    fileprivate var jsonEscape: String {
        String(self).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
