/// `a=ssrc:<ssrc> <attribute>[:<value>]` (RFC 5576 §4.1): something said about one RTP source.
struct SourceAttribute: Attribute {
    static let name = "ssrc"
    static let grammar = "\"a=ssrc:<number> <attribute>[:<value>]\""

    /// Which source.
    var ssrc: UInt32
    /// What is said: `cname`, `msid`, or others that we only keep.
    var attribute: String
    /// Its value.
    var text: String?

    /// A statement of ours.
    init(ssrc: UInt32, _ attribute: String, _ text: String) {
        self.ssrc = ssrc
        self.attribute = attribute
        self.text = text
    }

    init?(_ value: String) {
        let (number, rest) = value.trimmed.cut(at: " ")
        guard let ssrc = UInt32(decimal: number), let rest, !rest.trimmed.isEmpty else { return nil }
        let (attribute, text) = rest.trimmed.cut(at: ":")
        self.ssrc = ssrc
        self.attribute = String(attribute)
        self.text = text.map { String($0) }
    }

    var value: String { "\(ssrc) \(attribute)" + (text.map { ":\($0)" } ?? "") }
}

/// `a=ssrc-group:<semantics> <ssrc> ...` (RFC 5576 §4.2).
struct SourceGroup: Attribute {
    static let name = "ssrc-group"
    static let grammar = "\"a=ssrc-group:<semantics> <number> ...\""
    /// A source, and the one that repeats its lost packets (RFC 4588 §8.8).
    static let retransmission = "FID"
    /// A source, and the one of its packets' parities (RFC 5956 §4.3).
    static let parity = "FEC-FR"
    /// The layers of simulcast, from small to large; how it was said before `a=simulcast`.
    static let simulcast = "SIM"

    /// What the group is for: FID, SIM, FEC-FR or another.
    var semantics: String
    /// Its sources in order.
    var ssrcs: [UInt32]

    /// A group of ours.
    init(semantics: String, ssrcs: [UInt32]) {
        self.semantics = semantics
        self.ssrcs = ssrcs
    }

    init?(_ value: String) {
        let fields = value.fields
        guard let semantics = fields.first else { return nil }
        self.semantics = String(semantics)
        ssrcs = fields.dropFirst().compactMap { UInt32(decimal: $0) }
        guard ssrcs.count == fields.count - 1 else { return nil }
    }

    var value: String { ([semantics] + ssrcs.map(String.init)).joined(separator: " ") }
}
