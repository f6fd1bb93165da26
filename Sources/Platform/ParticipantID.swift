/// Names somebody on a stage, to everyone there: ten letters and digits, chosen at random when they come.
///
/// It is no secret and opens nothing. 50 bits, so that no two on a stage ever share one.
public struct ParticipantID: Hashable, Comparable, Sendable {
    /// The name.
    public let text: String

    /// How many characters it has.
    static let length = 10
    /// Crockford's base 32: no letters that look like digits.
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// A new name.
    public init(using random: inout some RandomNumberGenerator) {
        let bits = random.next() as UInt64
        text = String(
            decoding: (0..<Self.length).map { Self.alphabet[Int(bits >> UInt64(5 * $0) & 31)] },
            as: UTF8.self)
    }

    /// The name that a text is; `nil` when it is none.
    public init?(_ text: String) {
        guard text.utf8.count == Self.length, text.utf8.allSatisfy(Self.alphabet.contains) else { return nil }
        self.text = text
    }

    /// Whether `left` comes first in a list.
    public static func < (left: ParticipantID, right: ParticipantID) -> Bool { left.text < right.text }
}

extension ParticipantID: LosslessStringConvertible {
    /// The name.
    public var description: String { text }
}
