/// What is wrong with a description, in facts that its author can act on.
///
/// WHIP and WHEP answer 400 with the `description`; it names the line, shows it, and says what is accepted.
public enum SDPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no line at all.
    case empty
    /// The bytes are not UTF-8 (RFC 8866 §5).
    case notText
    /// More bytes than any real description has.
    case tooLarge(bytes: Int, limit: Int)
    /// More lines than any real description has.
    case tooManyLines(limit: Int)
    /// More m= sections than any real description has.
    case tooManySections(limit: Int)
    /// A line does not follow its grammar. `text` is the line, clipped; `expected` says what is accepted.
    case malformedLine(number: Int, text: String, expected: String)
    /// Two m= sections claim the same identification (RFC 5888 §4).
    case duplicateMID(String)

    /// One sentence for the author of the description.
    public var description: String {
        switch self {
        case .empty:
            "The description is empty; it must start with \"v=0\"."
        case .notText:
            "The description is not UTF-8 text."
        case .tooLarge(let bytes, let limit):
            "The description has \(bytes) bytes; at most \(limit) are accepted."
        case .tooManyLines(let limit):
            "The description has more than \(limit) lines."
        case .tooManySections(let limit):
            "The description has more than \(limit) m= sections."
        case .malformedLine(let number, let text, let expected):
            "Line \(number) is not understood: \"\(text)\". Expected \(expected)."
        case .duplicateMID(let mid):
            "Two m= sections have the same a=mid:\(mid)."
        }
    }
}
