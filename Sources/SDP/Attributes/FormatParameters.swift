/// `a=fmtp:<payload type> <parameters>` (RFC 8866 §6.15).
///
/// Nearly every format writes `name=value` pairs with semicolons between; RED and telephone-event write other
/// text, which is kept as a parameter without a value.
public struct FormatParameters: Hashable, Sendable {
    /// One parameter as it was written.
    struct Parameter: Hashable, Sendable {
        /// What stands before "=", or everything.
        var name: String
        /// What stands behind it.
        var value: String?
    }

    /// The parameters in their order.
    private(set) var all: [Parameter] = []

    /// No parameters.
    public init() {}

    /// Reads what follows the payload type.
    public init(_ text: String) {
        for part in text.parts(between: ";") {
            let (name, value) = part.cut(at: "=")
            all.append(Parameter(name: String(name.trimmed), value: value.map { String($0.trimmed) }))
        }
    }

    /// Whether there are none.
    public var isEmpty: Bool { all.isEmpty }

    /// The parameters as they are written.
    public var text: String {
        all.map { parameter in parameter.value.map { "\(parameter.name)=\($0)" } ?? parameter.name }
            .joined(separator: ";")
    }

    /// The value of the parameter `name`. Names are matched without regard to case, since RFC 4855 §3 calls them
    /// media type parameters. Setting one keeps its place, or adds it at the end.
    public internal(set) subscript(name: String) -> String? {
        get { all.first { $0.name.isSame(ignoringCase: name) }?.value }
        set {
            if let index = all.firstIndex(where: { $0.name.isSame(ignoringCase: name) }) {
                all[index].value = newValue
            } else {
                all.append(Parameter(name: name, value: newValue))
            }
        }
    }

    /// Only the parameters of these names, in their order.
    func keeping(_ names: [String]) -> FormatParameters {
        var kept = FormatParameters()
        kept.all = all.filter { parameter in names.contains { parameter.name.isSame(ignoringCase: $0) } }
        return kept
    }

    /// The value of a parameter that is a decimal number.
    func number<Number: FixedWidthInteger>(_ name: String, as type: Number.Type) -> Number? {
        self[name].flatMap { Number(decimal: $0) }
    }
}

/// The whole `fmtp` attribute.
struct FormatParameterLine: Attribute {
    static let name = "fmtp"
    static let grammar = "\"a=fmtp:<payload type> <parameters>\""

    /// Which payload type is described.
    var payloadType: UInt8
    /// How.
    var parameters: FormatParameters

    /// A line of ours.
    init(payloadType: UInt8, parameters: FormatParameters) {
        self.payloadType = payloadType
        self.parameters = parameters
    }

    init?(_ value: String) {
        let (format, text) = value.trimmed.cut(at: " ")
        guard let payloadType = UInt8(decimal: format), payloadType < 128, let text else { return nil }
        self.payloadType = payloadType
        parameters = FormatParameters(String(text))
    }

    var value: String { "\(payloadType) \(parameters.text)" }
}
