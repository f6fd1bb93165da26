extension StringProtocol where SubSequence == Substring {
    /// The parts between single or repeated spaces and tabs; none are empty.
    ///
    /// RFC 8866 allows exactly one space, but people write these lines by hand too.
    var fields: [Substring] {
        self[startIndex...].utf8.split(whereSeparator: \.isBlank).map { Substring($0) }
    }

    /// The parts between `separator`s, trimmed of spaces; empty ones are left out.
    func parts(between separator: Unicode.Scalar) -> [Substring] {
        let byte = UInt8(truncatingIfNeeded: separator.value)
        return self[startIndex...].utf8.split(separator: byte).compactMap {
            let part = Substring($0).trimmed
            return part.isEmpty ? nil : part
        }
    }

    /// What stands before the first `separator`, and what after it, `nil` when there is none.
    func cut(at separator: Unicode.Scalar) -> (Substring, Substring?) {
        let byte = UInt8(truncatingIfNeeded: separator.value)
        guard let place = utf8.firstIndex(of: byte) else { return (self[startIndex...], nil) }
        return (self[startIndex..<place], self[utf8.index(after: place)...])
    }

    /// The text without spaces, tabs and carriage returns at both ends.
    var trimmed: Substring {
        let bytes = self[startIndex...].utf8
        var (start, end) = (bytes.startIndex, bytes.endIndex)
        while start < end, bytes[start].isBlank { start = bytes.index(after: start) }
        while start < end, bytes[bytes.index(before: end)].isBlank { end = bytes.index(before: end) }
        return Substring(bytes[start..<end])
    }

    /// At most the first eighty characters, for an error message.
    var clipped: String {
        let head = prefix(80)
        return head.endIndex == endIndex ? String(head) : head + "..."
    }

    /// Whether both are the same up to the case of ASCII letters, as media types and encoding names are.
    func isSame(ignoringCase other: String) -> Bool {
        utf8.elementsEqual(other.utf8) { $0.lowercased == $1.lowercased }
    }

    /// Whether the text is not empty and every byte of it satisfies `test`.
    func isMade(of test: (UInt8) -> Bool) -> Bool {
        !utf8.isEmpty && utf8.allSatisfy(test)
    }
}

extension FixedWidthInteger {
    /// A number of digits only; `nil` for signs, other characters and numbers that do not fit.
    init?(decimal text: some StringProtocol) {
        guard let first = text.utf8.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") else {
            return nil
        }
        self.init(text, radix: 10)
    }
}

extension UInt8 {
    /// Whether the byte is a space, a tab or a carriage return.
    var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0D }

    /// The byte of the lower-case letter, if it is an ASCII letter; otherwise itself.
    var lowercased: UInt8 { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self }

    /// Whether the byte is an ASCII letter or digit.
    var isAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }

    /// Whether the byte may stand in a token (RFC 8866 §9, token-char).
    var isTokenCharacter: Bool {
        if isAlphanumeric { return true }
        return switch self {
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    /// Whether the byte is an ice-char (RFC 8839 §5.1).
    var isICECharacter: Bool {
        isAlphanumeric || self == UInt8(ascii: "+") || self == UInt8(ascii: "/")
    }
}
