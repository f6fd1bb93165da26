/// The value of one field in a log line. Literals are values; anything else names its case.
enum LogValue: Equatable, Sendable {
    /// Words, possibly from a network: a line escapes and shortens them.
    case text(String)
    /// A whole number.
    case integer(Int)
    /// A measure, with its unit in the field's name.
    case number(Double)
    /// Yes or no.
    case flag(Bool)
    /// Where somebody is on the network. `Logger` keeps it out of every line above `debug`.
    case address(String)
}

extension LogValue: ExpressibleByStringInterpolation {
    /// A literal text.
    init(stringLiteral value: String) { self = .text(value) }
}

extension LogValue: ExpressibleByIntegerLiteral {
    /// A literal whole number.
    init(integerLiteral value: Int) { self = .integer(value) }
}

extension LogValue: ExpressibleByFloatLiteral {
    /// A literal measure.
    init(floatLiteral value: Double) { self = .number(value) }
}

extension LogValue: ExpressibleByBooleanLiteral {
    /// A literal `true` or `false`.
    init(booleanLiteral value: Bool) { self = .flag(value) }
}
