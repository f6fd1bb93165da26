/// A JSON text to be (RFC 8259), its members in the order we give them.
///
/// It only writes. Objects are small and made a few times a second at most, so clarity comes before speed.
indirect enum JSON: Sendable {
    /// Members in order; the names differ.
    case object([(String, JSON)])
    /// Elements in order.
    case array([JSON])
    /// A text.
    case string(String)
    /// A whole number.
    case integer(Int)
    /// A measure; JSON has no infinity and no NaN, so these become `null`.
    case number(Double)
    /// `true` or `false`.
    case bool(Bool)

    /// The value on one line, without spaces.
    var text: String {
        switch self {
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0.0)):\($0.1.text)" }.joined(separator: ",") + "}"
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .string(let text): Self.quoted(text)
        case .integer(let number): String(number)
        case .number(let number): number.isFinite ? String(number) : "null"
        case .bool(let flag): String(flag)
        }
    }

    /// The text as a JSON string.
    ///
    /// RFC 8259 §7 asks to escape the quote, the backslash and U+0000 to U+001F. We escape every scalar that could
    /// disturb a terminal or a line-based reader, since our lines are read in both.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default:
                if scalar.isHarmless {
                    quoted.unicodeScalars.append(scalar)
                } else {
                    quoted += escaped(scalar)
                }
            }
        }
        return quoted + "\""
    }

    /// `\uXXXX`, twice for a scalar beyond the basic plane.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        UTF16.encode(scalar)?.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined() ?? ""
    }
}
