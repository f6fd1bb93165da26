import Bytes

/// The parameters behind the `?` of a request, decoded: `?key=a&key=b&takeover`.
///
/// The form is that of HTML forms (WHATWG URL, application/x-www-form-urlencoded): `&` between them, `+` for a
/// space, percent-encoded UTF-8. A parameter without `=` has an empty value. They are few, so a look-up goes
/// through all.
public struct Query: Sendable {
    /// The parameters, in order.
    private var items: [(name: String, value: String)] = []

    /// The most parameters that are read. LL-HLS uses three, a signed link about six.
    public static let mostItems = 64

    /// Reads what follows the `?`; `nil` for a broken escape, a NUL, bytes that are not UTF-8, or too many
    /// parameters.
    public init?(_ text: String) {
        let bytes = text.utf8Bytes
        var start = 0
        while start < bytes.byteCount {
            let end = bytes.firstOffset(of: UInt8(ascii: "&"), from: start) ?? bytes.byteCount
            guard end == start || append(bytes.extracting(start..<end)) else { return nil }
            start = end + 1
        }
    }

    /// Reads one parameter; `false` when it is malformed or one too many.
    private mutating func append(_ item: RawSpan) -> Bool {
        let end = item.firstOffset(of: UInt8(ascii: "=")) ?? item.byteCount
        guard items.count < Self.mostItems,
            let name = String(percentDecoding: item.extracting(0..<end), plusIsSpace: true),
            let value = String(
                percentDecoding: item.extracting(min(end + 1, item.byteCount)..<item.byteCount),
                plusIsSpace: true)
        else { return false }
        items.append((name, value))
        return true
    }

    /// The parameters of a request; none when it has no `?`.
    public init?(of request: Request) {
        self.init(request.query ?? "")
    }

    /// How many parameters there are.
    public var count: Int { items.count }

    /// Every name, in order, repeated names too.
    public var names: [String] { items.map(\.name) }

    /// The value of the only or first parameter called `name`.
    public subscript(name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    /// The values of every parameter called `name`, in order.
    public func values(of name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }

    /// Whether a parameter is there, with or without a value: `?takeover`.
    public func contains(_ name: String) -> Bool {
        items.contains { $0.name == name }
    }

    /// A parameter as a number: decimal digits and nothing else; `nil` when it is not there, not that, or too big.
    public func integer(_ name: String) -> Int? {
        self[name]?.decimal
    }
}
