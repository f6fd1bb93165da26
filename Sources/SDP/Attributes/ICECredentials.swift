/// The name and password of one ICE session (RFC 8839 §5.4).
public struct ICECredentials: Hashable, Sendable {
    /// The user name fragment, 4 to 256 ice-chars.
    public var ufrag: String
    /// The password, 22 to 256 ice-chars.
    public var password: String

    /// Both parts.
    public init(ufrag: String, password: String) {
        self.ufrag = ufrag
        self.password = password
    }

    /// `a=ice-ufrag`.
    struct Ufrag: Attribute {
        static let name = "ice-ufrag"
        static let grammar = "\"a=ice-ufrag:\" and 4 to 256 letters, digits, \"+\" or \"/\""

        /// The fragment.
        var value: String

        init?(_ value: String) {
            guard (4...256).contains(value.utf8.count), value.isMade(of: \.isICECharacter) else { return nil }
            self.value = value
        }
    }

    /// `a=ice-pwd`.
    struct Password: Attribute {
        static let name = "ice-pwd"
        static let grammar = "\"a=ice-pwd:\" and 22 to 256 letters, digits, \"+\" or \"/\""

        /// The password.
        var value: String

        init?(_ value: String) {
            guard (22...256).contains(value.utf8.count), value.isMade(of: \.isICECharacter) else {
                return nil
            }
            self.value = value
        }
    }
}

/// `a=ice-options:<tag> ...` (RFC 8839 §5.6).
struct ICEOptions: Attribute {
    static let name = "ice-options"
    static let grammar = "\"a=ice-options:<tag> ...\""

    /// The tags: "trickle", "ice2", "renomination", ...
    var tags: [String]

    /// Tags of ours.
    init(tags: [String]) {
        self.tags = tags
    }

    /// OBS writes commas between the tags, though the grammar has spaces.
    init?(_ value: String) {
        tags = value.parts(between: ",").flatMap(\.fields).map { String($0) }
        guard !tags.isEmpty else { return nil }
    }

    var value: String { tags.joined(separator: " ") }
}

extension Lines {
    /// The credentials at this level, when both parts are here.
    func credentials() throws(SDPError) -> ICECredentials? {
        guard let ufrag = try first(ICECredentials.Ufrag.self),
            let password = try first(ICECredentials.Password.self)
        else { return nil }
        return ICECredentials(ufrag: ufrag.value, password: password.value)
    }

    /// Adds credentials.
    mutating func append(_ credentials: ICECredentials) {
        append(Line(attribute: ICECredentials.Ufrag.name, credentials.ufrag))
        append(Line(attribute: ICECredentials.Password.name, credentials.password))
    }
}
