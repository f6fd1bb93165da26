internal import Bytes

/// One header or trailer line (RFC 9112 §5): where its name and its value lie.
struct FieldLine {
    /// Where the name ends; it begins the line, and the colon follows.
    let nameEnd: Int
    /// Where the value lies, without the spaces and tabs around it.
    let value: Range<Int>

    /// Reads the line, which is without its CR LF and without controls; `nil` when it is no field.
    ///
    /// A space before the colon is refused as RFC 9112 §5.1 demands: one server along the path would take
    /// `Content-Length ` for an unknown name, another for the length.
    init?(_ line: RawSpan) {
        nameEnd = line.endOfRun(of: .token)
        guard nameEnd > 0, line.byte(at: nameEnd) == UInt8(ascii: ":") else { return nil }
        let start = line.endOfRun(of: .blanks, from: nameEnd + 1)
        var end = line.byteCount
        while end > start, line.byte(at: end - 1).isBlank { end -= 1 }
        value = start..<end
    }

    /// Whether one space stands before the value and nothing behind it, as nearly everybody writes fields.
    func isSpelledAsOurs(in line: RawSpan) -> Bool {
        value.lowerBound == nameEnd + 2 && value.upperBound == line.byteCount
            && line.byte(at: nameEnd + 1) == 0x20
    }
}

/// Goes through the members of a list-valued field (RFC 9110 §5.6.1): split at commas, trimmed, empty ones left
/// out. Not for fields whose members may hold quoted commas.
struct FieldListReader: ~Escapable {
    /// The field's value.
    private let value: RawSpan
    /// Where the next member begins.
    private var start = 0

    /// Begins with the first member.
    @_lifetime(copy value)
    init(_ value: RawSpan) {
        self.value = value
    }

    /// The next member.
    @_lifetime(copy self)
    mutating func next() -> RawSpan? {
        while start < value.byteCount {
            var first = value.endOfRun(of: .blanks, from: start)
            let comma = value.firstOffset(of: UInt8(ascii: ","), from: first) ?? value.byteCount
            var end = comma
            while end > first, value.byte(at: end - 1).isBlank { end -= 1 }
            start = comma + 1
            first = min(first, end)
            if end > first { return value.extracting(first..<end) }
        }
        return nil
    }
}

extension ASCIISet {
    /// Space and tab (RFC 9110 §5.6.3).
    static let blanks = ASCIISet(low: 1 << 32 | 1 << 9, high: 0)
}

extension UInt8? {
    /// Whether it is a space or a tab.
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
