/// A JSON text as a tree (RFC 8259): what a scenario file or an agent says, of which nothing is known yet.
///
/// Each value knows its line, so that a mistake in a file can be pointed at.
public struct JSONValue: Equatable, Sendable {
    /// What a value can be.
    indirect enum Content: Equatable, Sendable {
        case null
        case bool(Bool)
        case number(Double)
        case string(String)
        case array([JSONValue])
        /// In the order of the text; a name may be there twice.
        case object([Member])
    }

    /// A name with its value.
    struct Member: Equatable, Sendable {
        let name: String
        let value: JSONValue
    }

    /// What it is.
    let content: Content
    /// On which line it begins, from 1 on.
    let line: Int

    /// The text; `nil` when it is none.
    var string: String? {
        if case .string(let text) = content { text } else { nil }
    }

    /// The number; `nil` when it is none.
    var number: Double? {
        if case .number(let number) = content { number } else { nil }
    }

    /// The whole number; `nil` when it is none, or none that a double holds exactly (RFC 8259 §6).
    var whole: Int? {
        number.flatMap { $0.magnitude <= 0x1p53 ? Int(exactly: $0) : nil }
    }

    /// Yes or no; `nil` when it is neither.
    var bool: Bool? {
        if case .bool(let flag) = content { flag } else { nil }
    }

    /// The elements; `nil` when it is no array.
    var array: [JSONValue]? {
        if case .array(let elements) = content { elements } else { nil }
    }

    /// The members; `nil` when it is no object.
    var members: [Member]? {
        if case .object(let members) = content { members } else { nil }
    }

    /// The value of the first member of a name.
    subscript(name: String) -> JSONValue? {
        members?.first { $0.name == name }?.value
    }

    /// What it is, for a person who expected something else.
    var kind: String {
        switch content {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
        case .string(let text): "\"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
        case .array: "an array"
        case .object: "an object"
        }
    }
}
