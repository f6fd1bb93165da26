/// A word, a number, a mark or a whole piece of a string in a source file.
struct Token: Hashable {
    /// What it reads; a piece of a string reads `""`, whatever it says.
    var text: String
    /// The line it begins in, counted from 1.
    var line: Int
    /// Whether it follows the token before it without a space.
    var isGlued: Bool

    /// Whether it is a name, a keyword or a number.
    var isWord: Bool {
        guard let first = text.utf8.first else { return false }
        return first.isWordByte
    }
}

extension UInt8 {
    /// Whether the byte can be part of a name or a number; bytes above 127 are parts of letters.
    var isWordByte: Bool {
        switch self {
        case 48...57, 65...90, 97...122, 95, 128...255: true
        default: false
        }
    }
}
