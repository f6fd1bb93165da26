internal import Bytes

/// A JSON value that somebody sent (RFC 8259), read whole.
///
/// A tree and not a stream: what is read this way is a message of a known greatest size, looked at once.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// Whole up to 2^53, as with all readers that use doubles (RFC 8259 §6).
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// The members in order. Where a name comes twice the last one counts, as in browsers (RFC 8259 §4).
    case object([Member])

    /// One member of an object.
    public struct Member: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: JSONValue

        /// A member.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Reads a text that is one value and nothing else; `nil` when it is none, or nests deeper than `depth`.
    public init?(_ text: String, depth: Int = 16) {
        var reader = JSONReader(Array(text.utf8))
        guard let value = reader.readText(depth: depth) else { return nil }
        self = value
    }

    /// The value of a member; `nil` when there is none, or this is no object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }
}

extension JSONValue: JSONWritable {
    /// Writes the value. A number that is whole is written without a fraction.
    public func write(to json: inout JSONText) {
        switch self {
        case .null: json.null()
        case .bool(let flag): json.append(flag)
        case .number(let number):
            if let whole = Int64(exactly: number) { json.append(whole) } else { json.append(number) }
        case .string(let text): json.append(text)
        case .array(let values): json.append(values)
        case .object(let members):
            json.object { json in
                for member in members { json.member(member.name, member.value) }
            }
        }
    }
}
