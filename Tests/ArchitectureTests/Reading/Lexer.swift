/// Splits Swift source into tokens and comments: enough of the language to tell code from comments and strings.
///
/// Code inside the interpolations of a string counts as code. Regular expression literals are not known.
struct Lexer {
    /// The code, in order.
    private(set) var tokens: [Token] = []
    /// What the comments say, by the lines they touch.
    private(set) var comments: [Int: String] = [:]

    /// The source's UTF-8, with a zero behind it.
    private let bytes: [UInt8]
    /// What is read next.
    private var offset = 0
    /// The line that `offset` is in.
    private var line = 1
    /// Whether a space came since the last token.
    private var sawSpace = true

    /// Reads all of `source`.
    init(_ source: String) {
        bytes = Array(source.utf8) + [0]
        readCode(until: nil)
    }

    private var byte: UInt8 { bytes[offset] }
    private var isAtEnd: Bool { offset >= bytes.count - 1 }

    private func sees(_ text: StaticString) -> Bool {
        guard offset + text.utf8CodeUnitCount <= bytes.count else { return false }
        return bytes[offset..<offset + text.utf8CodeUnitCount].elementsEqual(Array("\(text)".utf8))
    }

    private mutating func advance() {
        if byte == UInt8(ascii: "\n") { line += 1 }
        offset += 1
    }

    /// Reads code up to the parenthesis that closes an interpolation, or to the end of the source.
    private mutating func readCode(until closing: UInt8?) {
        var depth = 0
        while !isAtEnd {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                sawSpace = true
                advance()
            case UInt8(ascii: "/") where sees("//"): readLineComment()
            case UInt8(ascii: "/") where sees("/*"): readBlockComment()
            case UInt8(ascii: "\""): readString(hashes: 0)
            case UInt8(ascii: "#"): readHash()
            case let byte where byte.isWordByte || byte == UInt8(ascii: "`"): readWord()
            default:
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    if depth == 0, closing != nil { return advance() }
                    depth -= 1
                }
                add(String(UnicodeScalar(byte)))
                advance()
            }
        }
    }

    private mutating func add(_ text: String) {
        tokens.append(Token(text: text, line: line, isGlued: !sawSpace))
        sawSpace = false
    }

    private mutating func readWord() {
        let start = offset
        let isQuoted = byte == UInt8(ascii: "`")
        if isQuoted { offset += 1 }
        while byte.isWordByte { offset += 1 }
        if isQuoted { offset += 1 }
        add(String(decoding: bytes[start..<min(offset, bytes.count - 1)], as: UTF8.self))
    }

    /// Reads a raw string's beginning, or the mark in front of a macro or a directive.
    private mutating func readHash() {
        var hashes = 0
        while bytes[offset + hashes] == UInt8(ascii: "#") { hashes += 1 }
        guard bytes[offset + hashes] == UInt8(ascii: "\"") else {
            add("#")
            return advance()
        }
        offset += hashes
        readString(hashes: hashes)
    }

    private mutating func readLineComment() {
        let start = offset
        while !isAtEnd, byte != UInt8(ascii: "\n") { offset += 1 }
        comments[line, default: ""] += String(decoding: bytes[start..<offset], as: UTF8.self)
        sawSpace = true
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            comments[line, default: ""] += "/*"
            if sees("/*") {
                depth += 1
                offset += 2
            } else if sees("*/") {
                depth -= 1
                offset += 2
            } else {
                advance()
            }
        } while depth > 0 && !isAtEnd
        sawSpace = true
    }

    /// Reads a string of one or more lines, with its interpolations.
    private mutating func readString(hashes: Int) {
        add("\"\"")
        let quotes = sees("\"\"\"") ? 3 : 1
        offset += quotes
        let closing = Array(repeating: UInt8(ascii: "\""), count: quotes) + marks(hashes)
        let escape = [UInt8(ascii: "\\")] + marks(hashes)
        while !isAtEnd {
            if bytes[offset...].starts(with: closing) {
                offset += closing.count
                return
            }
            guard bytes[offset...].starts(with: escape) else {
                advance()
                continue
            }
            offset += escape.count
            let isInterpolation = byte == UInt8(ascii: "(")
            if !isAtEnd { advance() }
            if isInterpolation {
                sawSpace = true
                readCode(until: UInt8(ascii: ")"))
            }
        }
    }

    private func marks(_ count: Int) -> [UInt8] { Array(repeating: UInt8(ascii: "#"), count: count) }
}
