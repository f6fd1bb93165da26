/// One thing that is known of a session or stream, for whoever wants to know why it fails: `packets_received` is 0,
/// `codecs_offered` are H264 and VP8.
public struct ReportFact: Hashable, Sendable {
    /// What it is, in small letters with underscores, with its unit.
    public var name: String
    /// What is known.
    public var value: Value

    /// What may be known.
    public enum Value: Hashable, Sendable {
        case text(String)
        case number(Int)
        case fraction(Double)
        case flag(Bool)
        case list([String])
    }

    /// A fact.
    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}

extension ReportFact.Value: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A number.
    public init(integerLiteral value: Int) { self = .number(value) }
    /// Yes or no.
    public init(booleanLiteral value: Bool) { self = .flag(value) }
    /// A list of texts.
    public init(arrayLiteral elements: String...) { self = .list(elements) }
}

extension ReportFact.Value: CustomStringConvertible {
    /// The value as a log line has it.
    public var description: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .fraction(let fraction): String(fraction)
        case .flag(let flag): String(flag)
        case .list(let texts): texts.isEmpty ? "none" : texts.joined(separator: ", ")
        }
    }
}
