/// One line: a letter, "=" and a value; an attribute line has a name and perhaps a value of its own.
///
/// Nothing is thrown away: a line we do not understand is written back as it came (RFC 8866 §5 wants unknown
/// attributes ignored, and a person who debugs wants to see them).
struct Line: Hashable, Sendable {
    /// The letter before "=", in lower case as RFC 8866 §5 has them all.
    let letter: Unicode.Scalar
    /// An attribute's name; empty in every other line.
    let name: String
    /// What follows: an attribute's value, `nil` when it is a mere flag; any other line's whole text.
    let value: String?
    /// Which line of the text this was, from 1, for error messages; 0 for lines that were made here.
    let number: Int

    /// An attribute of ours; a flag when there is no value.
    init(attribute name: String, _ value: String? = nil) {
        letter = "a"
        self.name = name
        self.value = value
        number = 0
    }

    /// A line of ours that is not an attribute.
    init(_ letter: Unicode.Scalar, _ value: String) {
        self.letter = letter
        name = ""
        self.value = value
        number = 0
    }

    /// Reads one line, without its end; `nil` when it is not a letter and "=", or holds a control character, which
    /// another parser might take for a line's end.
    init?(_ text: Substring, number: Int) {
        let bytes = text.utf8
        guard let first = bytes.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z"),
            bytes.dropFirst().first == UInt8(ascii: "="), bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x09 })
        else { return nil }
        letter = Unicode.Scalar(first)
        self.number = number
        let body = Substring(bytes.dropFirst(2))
        guard letter == "a" else {
            name = ""
            value = String(body)
            return
        }
        let (name, value) = body.cut(at: ":")
        guard !name.isEmpty else { return nil }
        self.name = String(name)
        self.value = value.map(String.init)
    }

    /// The line as it is written, without its end.
    var text: String {
        guard letter == "a" else { return "\(letter)=\(value ?? "")" }
        return value.map { "a=\(name):\($0)" } ?? "a=\(name)"
    }

    /// The error that this line is not as `expected`.
    func malformed(expected: String) -> SDPError {
        .malformedLine(number: number, text: text.clipped, expected: expected)
    }

    /// Whether both say the same; where they stood does not matter.
    static func == (left: Line, right: Line) -> Bool {
        left.letter == right.letter && left.name == right.name && left.value == right.value
    }

    /// Hashes what the line says.
    func hash(into hasher: inout Hasher) {
        hasher.combine(letter)
        hasher.combine(name)
        hasher.combine(value)
    }
}
