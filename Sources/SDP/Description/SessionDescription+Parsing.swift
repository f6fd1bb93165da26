import Bytes

extension SessionDescription {
    /// The most bytes a description may have. Chromium's largest offers are a tenth of it.
    public static let byteLimit = 256 * 1024
    /// The most m= sections. A stage full of people has two each.
    public static let sectionLimit = 64
    /// The most lines: a hundred or two a section are usual, more only with many codecs.
    public static let lineLimit = 8 * 1024

    /// Reads a description.
    ///
    /// Only the frame of the text is judged here: `v=0` first, letters and "=", m= lines that can be read. Lines
    /// may end in LF or CR LF and in spaces, empty lines are skipped, and `o=`, `s=`, `t=` and `c=` may be
    /// missing, since nothing in WebRTC depends on them.
    public init(parsing bytes: RawSpan) throws(SDPError) {
        try self.init(parsing: bytes, isFragment: false)
    }

    /// Reads a description from text.
    public init(parsing text: String) throws(SDPError) {
        guard text.utf8.count <= Self.byteLimit else {
            throw .tooLarge(bytes: text.utf8.count, limit: Self.byteLimit)
        }
        try self.init(lines: text, isFragment: false)
    }

    /// Reads a description, or a fragment of one, which has no `v=` line (RFC 8840 §9).
    init(parsing bytes: RawSpan, isFragment: Bool) throws(SDPError) {
        guard bytes.byteCount <= Self.byteLimit else {
            throw .tooLarge(bytes: bytes.byteCount, limit: Self.byteLimit)
        }
        guard let text = String(utf8: bytes) else { throw .notText }
        try self.init(lines: text, isFragment: isFragment)
    }

    private init(lines text: String, isFragment: Bool) throws(SDPError) {
        self.init()
        var number = 0
        for piece in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard number <= Self.lineLimit else { throw .tooManyLines(limit: Self.lineLimit) }
            let trimmed = Substring(piece).trimmed
            guard !trimmed.isEmpty else { continue }
            guard let line = Line(trimmed, number: number) else {
                throw .malformedLine(
                    number: number, text: trimmed.clipped, expected: "a lower-case letter, \"=\" and a value")
            }
            if lines.all.isEmpty, media.isEmpty, !isFragment {
                guard line.letter == "v", line.value == "0" else { throw line.malformed(expected: "\"v=0\"") }
            }
            try append(line)
        }
        guard !lines.all.isEmpty || !media.isEmpty else { throw .empty }
    }

    /// Adds a line to the level it belongs to.
    private mutating func append(_ line: Line) throws(SDPError) {
        if line.letter == "m" {
            guard media.count < Self.sectionLimit else { throw .tooManySections(limit: Self.sectionLimit) }
            guard let parsed = MediaLine(line.value ?? "") else {
                throw line.malformed(expected: MediaLine.grammar)
            }
            media.append(MediaSection(parsed))
        } else if media.isEmpty {
            lines.append(line)
        } else {
            media[media.count - 1].lines.append(line)
        }
    }
}
