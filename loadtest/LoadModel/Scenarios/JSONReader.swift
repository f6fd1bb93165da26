import Bytes

/// Reads a JSON text (RFC 8259) of bounded depth into a tree.
///
/// The tree that comes out has at most as many values as the text has octets, and the text's size is for its owner to
/// bound.
struct JSONReader {
    /// The text in UTF-8.
    private let bytes: [UInt8]
    /// How much was read.
    private var position = 0
    /// The line of `position`.
    private var line = 1

    /// What is wrong with a text, and where.
    struct Failure: Error, Equatable, CustomStringConvertible {
        let line: Int
        let expected: String

        var description: String { "line \(line): expected \(expected)" }
    }

    /// How deep arrays and objects may be nested.
    private static let deepest = 64

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The value that a text spells.
    static func read(_ bytes: [UInt8]) -> Result<JSONValue, Failure> {
        do throws(Failure) {
            var reader = JSONReader(bytes)
            let value = try reader.value(depth: 0)
            reader.skipSpace()
            guard reader.position == bytes.count else { throw reader.failure("the end of the text") }
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ expected: String) -> Failure {
        Failure(line: line, expected: expected)
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            if byte == 0x0A { line += 1 }
            position += 1
        }
    }

    /// Whether `byte` comes next; moves behind it then.
    private mutating func take(_ byte: Character) -> Bool {
        guard next == byte.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth < Self.deepest else { throw failure("at most \(Self.deepest) levels") }
        skipSpace()
        let start = line
        return JSONValue(content: try content(depth: depth), line: start)
    }

    private mutating func content(depth: Int) throws(Failure) -> JSONValue.Content {
        switch next {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ text: String, _ content: JSONValue.Content) throws(Failure)
        -> JSONValue.Content
    {
        guard bytes[position...].starts(with: text.utf8) else { throw failure("a value") }
        position += text.utf8.count
        return content
    }

    private mutating func members(depth: Int) throws(Failure) -> [JSONValue.Member] {
        position += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if take("}") { return [] }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw failure("a name in quotes") }
            let name = try string()
            skipSpace()
            guard take(":") else { throw failure("a colon behind \"\(name)\"") }
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
            skipSpace()
            if take("}") { return members }
            guard take(",") else { throw failure("a comma or }") }
        }
    }

    private mutating func elements(depth: Int) throws(Failure) -> [JSONValue] {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return [] }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return elements }
            guard take(",") else { throw failure("a comma or ]") }
        }
    }

    /// RFC 8259 §6. What the grammar allows, `Double` reads; what it does not (`+1`, `.5`, `0x1`, `inf`) is refused.
    private mutating func number() throws(Failure) -> Double {
        let start = position
        _ = take("-")
        let isZero = next == UInt8(ascii: "0")
        let count = digits()
        guard count > 0, !isZero || count == 1 else { throw failure("a value") }
        if take(".") {
            guard digits() > 0 else { throw failure("digits behind the point") }
        }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            guard digits() > 0 else { throw failure("digits of the exponent") }
        }
        guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite
        else {
            throw failure("a number that is not too large")
        }
        return number
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = next, 48...57 ~= byte { position += 1 }
        return position - start
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(utf8: text.bytes) else { throw failure("UTF-8") }
                return string
            case UInt8(ascii: "\\"): text.append(contentsOf: Array(String(try escape()).utf8))
            case 0..<0x20: throw failure("the closing quote on the same line")
            default: text.append(byte)
            }
        }
        throw failure("the closing quote")
    }

    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        defer { position += 1 }
        switch next {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try codeUnits()
        default: throw failure("an escape such as \\n")
        }
    }

    /// `u` and four digits, and for what lies beyond 16 bits a second escape (RFC 8259 §7). Leaves the last digit.
    private mutating func codeUnits() throws(Failure) -> Unicode.Scalar {
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        position += 1
        guard high < 0xDC00, take("\\"), next == UInt8(ascii: "u") else {
            throw failure("the second half of a pair")
        }
        let low = try codeUnit()
        guard 0xDC00...0xDFFF ~= low,
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw failure("the second half of a pair") }
        return scalar
    }

    private mutating func codeUnit() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            position += 1
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
