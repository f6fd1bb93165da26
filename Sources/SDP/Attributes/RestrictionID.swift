/// `a=rid:<id> <send|recv> [pt=<list>;<name>=<value>;...]` (RFC 8851 §4): one RTP stream by name, and what it is
/// restricted to.
struct RestrictionID: Attribute {
    /// Which side sends the stream, seen from whoever writes the line.
    enum Way: String, Hashable, Sendable {
        case send
        case recv
    }

    static let name = "rid"
    static let grammar = "\"a=rid:<id> <send or recv> [<restrictions>]\""

    /// The name, as the header extension carries it.
    var id: String
    /// Whether the writer sends or receives it.
    var way: Way
    /// What the stream keeps to: `pt`, `max-width`, ... as they were written.
    var restrictions: FormatParameters

    /// A stream without restrictions.
    init(id: String, way: Way) {
        self.id = id
        self.way = way
        restrictions = FormatParameters()
    }

    init?(_ value: String) {
        let fields = value.fields
        guard fields.count >= 2, Self.isIdentifier(fields[0]), let way = Way(rawValue: String(fields[1]))
        else {
            return nil
        }
        id = String(fields[0])
        self.way = way
        restrictions = FormatParameters(fields[2...].joined(separator: " "))
    }

    var value: String {
        "\(id) \(way.rawValue)" + (restrictions.isEmpty ? "" : " \(restrictions.text)")
    }

    /// The payload types the stream may use; `nil` for all of its section.
    var payloadTypes: [UInt8]? {
        get { restrictions["pt"]?.parts(between: ",").compactMap { UInt8(decimal: $0) } }
        set { restrictions["pt"] = newValue.map { $0.map(String.init).joined(separator: ",") } }
    }

    /// Whether a text can name a stream. RFC 8851 §10 allows "-" and "_" where RFC 8852 §3 does not: we accept
    /// both, and bound the length by what a one-byte header extension holds (RFC 8285 §4.2).
    static func isIdentifier(_ text: Substring) -> Bool {
        text.utf8.count <= 16
            && text.isMade { $0.isAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }
}
