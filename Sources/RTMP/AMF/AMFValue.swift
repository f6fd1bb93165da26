/// A value of the Action Message Format (AMF 0).
enum AMFValue: Hashable, Sendable {
    /// A member of an object.
    struct Member: Hashable, Sendable {
        /// Its name.
        var name: String
        /// Its value.
        var value: AMFValue

        /// A member.
        init(_ name: String, _ value: AMFValue) {
            self.name = name
            self.value = value
        }
    }

    case number(Double)
    case boolean(Bool)
    /// Also long strings and XML.
    case string(String)
    /// Also objects of a class, and arrays by name.
    case object([Member])
    case array([AMFValue])
    /// Milliseconds since 1970.
    case date(Double)
    case null
    /// Also what was referred to, which nobody sends.
    case undefined

    /// The text, if it is one.
    var text: String? { if case .string(let text) = self { text } else { nil } }

    /// The number, if it is one.
    var number: Double? { if case .number(let number) = self { number } else { nil } }

    /// A member's value.
    subscript(name: String) -> AMFValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }
}
