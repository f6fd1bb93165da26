/// `a=group:<semantics> <mid> ...` (RFC 5888 §5): BUNDLE (RFC 9143), LS for lip synchronisation, and others.
struct Group: Attribute {
    static let name = "group"
    static let grammar = "\"a=group:<semantics> <mid> ...\""
    /// The semantics of sections that share one transport.
    static let bundle = "BUNDLE"

    /// What the group is for.
    var semantics: String
    /// Its sections; the first of a BUNDLE group is the tagged one (RFC 9143 §7.2.1).
    var mids: [String]

    /// A group of ours.
    init(semantics: String, mids: [String]) {
        self.semantics = semantics
        self.mids = mids
    }

    init?(_ value: String) {
        let fields = value.fields
        guard let semantics = fields.first else { return nil }
        self.semantics = String(semantics)
        mids = fields.dropFirst().map { String($0) }
    }

    var value: String { ([semantics] + mids).joined(separator: " ") }
}

/// `a=mid:<token>` (RFC 5888 §4): the name of a section.
struct MediaIdentification: Attribute {
    static let name = "mid"
    static let grammar = "\"a=mid:<token>\""

    /// The name.
    var mid: String

    /// A name of ours.
    init(mid: String) {
        self.mid = mid
    }

    init?(_ value: String) {
        guard value.isMade(of: \.isTokenCharacter) else { return nil }
        mid = value
    }

    var value: String { mid }
}
