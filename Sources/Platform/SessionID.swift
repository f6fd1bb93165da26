/// Names one session, and is all that its owner needs to change or end it: 128 random bits that nobody guesses
/// (RFC 9725 §5 asks for that of session URLs).
///
/// So it is a secret of sorts: logs show its `label`, and only the operator gets to see it whole.
public struct SessionID: Hashable, Sendable {
    /// The first 64 bits.
    private let high: UInt64
    /// The last 64 bits.
    private let low: UInt64

    /// How many characters its text has.
    private static let length = 32

    /// A new name. The generator must be one that nobody can foretell, except in tests.
    public init(using random: inout some RandomNumberGenerator) {
        high = random.next()
        low = random.next()
    }

    /// The name that a text spells as `description` does; `nil` when it spells none.
    public init?(_ text: String) {
        let isHex = text.utf8.allSatisfy {
            ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                || ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "f"))
        }
        guard isHex, text.utf8.count == Self.length, let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        (self.high, self.low) = (high, low)
    }

    /// Its first eight digits: enough to find a session in a log, too few to touch it.
    public var label: String { String(description.prefix(8)) }
}

extension SessionID: LosslessStringConvertible {
    /// 32 hexadecimal digits in small letters, as URLs have it.
    public var description: String { Self.digits(of: high) + Self.digits(of: low) }

    private static func digits(of word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
