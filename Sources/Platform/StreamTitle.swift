/// What people are told that a stream is about: one line of text, which a publisher gives.
///
/// It goes to pages, to the API and into recordings' lists, and comes from whoever may publish. So it is made plain when it
/// comes in, once and here: no line breaks, no control characters, nothing that turns the direction of the text around it.
/// It is text still, not markup; where it is written it is escaped as everything is.
public struct StreamTitle: Hashable, Sendable {
    /// The most octets of a title as it is kept, in UTF-8.
    public static let longest = 200
    /// What a title may be, for a person whose title is none.
    public static let rule = "a text with something to see in it, of at most \(longest) octets"

    /// The title.
    public let text: String

    /// The title that a text is when it is made plain; `nil` when nothing is left of it, or too much.
    public init?(_ text: String) {
        // Plain text is not longer than what it is made of, but for spaces: whatever is far too long is not looked at.
        guard text.utf8.count <= Self.longest * 4 else { return nil }
        let plain = Self.plain(text.unicodeScalars)
        guard plain.utf8.count <= Self.longest, plain.unicodeScalars.contains(where: { !$0.isJoiner }) else {
            return nil
        }
        self.text = plain
    }

    /// Words with one space between them, of what is to be seen or joins that.
    private static func plain(_ scalars: String.UnicodeScalarView) -> String {
        var plain = String.UnicodeScalarView()
        var isParted = false
        for scalar in scalars {
            if scalar.isSpace {
                isParted = !plain.isEmpty
            } else if scalar.isPlain {
                if isParted { plain.append(" ") }
                isParted = false
                plain.append(scalar)
            }
        }
        return String(plain)
    }
}

extension StreamTitle: LosslessStringConvertible {
    /// The title.
    public var description: String { text }
}

extension Unicode.Scalar {
    /// Whether it parts words: spaces, line breaks and all control characters.
    fileprivate var isSpace: Bool {
        switch properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control: true
        default: false
        }
    }

    /// Whether it joins letters or keeps them apart, as several scripts and family emoji need (Unicode 15 §23.2).
    fileprivate var isJoiner: Bool { value == 0x200C || value == 0x200D }

    /// Whether it may stay: marks that reorder text (Unicode UAX #9 §2), other invisible formats and what is no character may not.
    fileprivate var isPlain: Bool {
        switch properties.generalCategory {
        case .format: isJoiner
        case .surrogate, .unassigned: false
        default: !properties.isNoncharacterCodePoint
        }
    }
}
