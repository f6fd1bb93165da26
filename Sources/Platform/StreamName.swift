/// What a stream is called, everywhere: in the paths of WHIP, WHEP, HLS and the API, in RTMP and SRT addresses, in
/// file names and in publish keys.
///
/// 1 to 64 of `A-Z a-z 0-9 - _ .`, not beginning with a dot. So a name needs no escape in any of these places, is no
/// hidden file and no `..`, and never holds the colon that parts it from a key. Capitals count.
public struct StreamName: Hashable, Comparable, Sendable {
    /// The most characters of a name.
    public static let longest = 64
    /// What a name may be, for a person whose name is none.
    public static let rule = "1 to 64 letters, digits, dashes, underscores and dots, not beginning with a dot"

    /// The name.
    public let text: String

    /// The name that a text is; `nil` when it is none.
    public init?(_ text: String) {
        guard (1...Self.longest).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "."),
            text.utf8.allSatisfy(Self.isAllowed)
        else { return nil }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Whether `left` comes first in a list.
    public static func < (left: StreamName, right: StreamName) -> Bool { left.text < right.text }
}

extension StreamName: LosslessStringConvertible {
    /// The name.
    public var description: String { text }
}
