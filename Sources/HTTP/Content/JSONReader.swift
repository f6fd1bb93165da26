internal import Bytes

/// Reads one JSON text (RFC 8259). What is not JSON is `nil`, whatever is wrong with it: there is no use for half of
/// a value, and a machine wrote it.
struct JSONReader {
    /// The text, in UTF-8.
    private let bytes: [UInt8]
    /// Where we are.
    private var offset = 0

    /// A reader at the beginning of a text.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads one value with nothing but white space around it (RFC 8259 §2).
    mutating func readText(depth: Int) -> JSONValue? {
        guard let value = readValue(depth: depth) else { return nil }
        skipSpace()
        return offset == bytes.count ? value : nil
    }

    /// Reads a value, in which others may nest `depth` deep.
    private mutating func readValue(depth: Int) -> JSONValue? {
        guard depth > 0 else { return nil }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return readObject(depth: depth)
        case UInt8(ascii: "["): return readArray(depth: depth)
        case UInt8(ascii: "\""): return readString().map { .string($0) }
        case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
        case UInt8(ascii: "n"): return take("null") ? .null : nil
        default: return readNumber().map { .number($0) }
        }
    }

    private mutating func readObject(depth: Int) -> JSONValue? {
        offset += 1
        var members: [JSONValue.Member] = []
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\""), let name = readString() else { return nil }
            skipSpace()
            guard take(":"), let value = readValue(depth: depth - 1) else { return nil }
            members.append(JSONValue.Member(name, value))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { return nil }
        }
    }

    private mutating func readArray(depth: Int) -> JSONValue? {
        offset += 1
        var values: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(values) }
        while true {
            guard let value = readValue(depth: depth - 1) else { return nil }
            values.append(value)
            skipSpace()
            if take("]") { return .array(values) }
            guard take(",") else { return nil }
        }
    }

    // MARK: Strings (RFC 8259 §7)

    private mutating func readString() -> String? {
        offset += 1
        var text: [UInt8] = []
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\""): return String(utf8: text.bytes)
            case UInt8(ascii: "\\"):
                guard let scalar = readEscape() else { return nil }
                text.append(contentsOf: String(scalar).utf8)
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func readEscape() -> Unicode.Scalar? {
        switch next() {
        case UInt8(ascii: "\""): "\""
        case UInt8(ascii: "\\"): "\\"
        case UInt8(ascii: "/"): "/"
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        case UInt8(ascii: "u"): readUnit().flatMap { readScalar(beginning: $0) }
        default: nil
        }
    }

    /// A character of `\u`. One beyond 16 bits is written as a pair of surrogates; half a pair is no character
    /// (RFC 8259 §8.2), which ECMAScript lets pass and we do not.
    private mutating func readScalar(beginning high: UInt32) -> Unicode.Scalar? {
        guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) }
        guard take("\\u"), let low = readUnit(), (0xDC00..<0xE000).contains(low) else { return nil }
        return Unicode.Scalar(0x1_0000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }

    private mutating func readUnit() -> UInt32? {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next(), let digit = Self.hexDigit(byte) else { return nil }
            unit = unit << 4 | digit
        }
        return unit
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    // MARK: Numbers (RFC 8259 §6)

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`, and nothing infinite.
    private mutating func readNumber() -> Double? {
        let start = offset
        _ = take("-")
        if !take("0") {
            guard let first = peek, first != UInt8(ascii: "0"), takeDigits() else { return nil }
        }
        if take("."), !takeDigits() { return nil }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard takeDigits() else { return nil }
        }
        // A number that needs so many characters is not meant to be read.
        guard offset - start <= 64 else { return nil }
        let number = Double(String(decoding: bytes[start..<offset], as: UTF8.self))
        return number.flatMap { $0.isFinite ? $0 : nil }
    }

    /// At least one digit.
    private mutating func takeDigits() -> Bool {
        let start = offset
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        return offset > start
    }

    // MARK: Bytes

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func next() -> UInt8? {
        guard let byte = peek else { return nil }
        offset += 1
        return byte
    }

    /// Goes on behind `text` if that comes now.
    private mutating func take(_ text: String) -> Bool {
        let count = text.utf8.count
        guard bytes.count - offset >= count, bytes[offset..<offset + count].elementsEqual(text.utf8)
        else { return false }
        offset += count
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }
}
