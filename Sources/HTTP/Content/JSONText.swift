import Bytes

/// JSON (RFC 8259) as it is written: values go in, text comes out, commas and escapes are looked after.
///
///     var json = JSONText()
///     json.object { json in
///         json.member("stream", "stage")
///         json.member("viewers") { $0.array { for viewer in viewers { $0.append(viewer.name) } } }
///     }
///
/// A writer and not a tree: an answer is written once, front to back, into one growing buffer.
public struct JSONText: Sendable {
    /// The text so far, in UTF-8 (RFC 8259 §8.1).
    public private(set) var bytes: [UInt8] = []
    /// Whether the next value of the innermost array or object is preceded by a comma.
    private var needsComma = false

    /// No text yet.
    public init() {}

    /// The text of one value.
    public init(_ value: some JSONWritable) {
        append(value)
    }

    /// Writes a value: at the top, or as the next of an array.
    public mutating func append(_ value: some JSONWritable) {
        value.write(to: &self)
    }

    /// Writes an object; `members` writes what is in it.
    public mutating func object(_ members: (inout JSONText) -> Void) {
        nest("{", members, "}")
    }

    /// Writes an array; `elements` writes what is in it.
    public mutating func array(_ elements: (inout JSONText) -> Void) {
        nest("[", elements, "]")
    }

    /// Writes a member of an object.
    public mutating func member(_ name: String, _ value: some JSONWritable) {
        member(name) { $0.append(value) }
    }

    /// Writes a member of an object if there is a value; nothing otherwise.
    public mutating func member(_ name: String, ifPresent value: (some JSONWritable)?) {
        guard let value else { return }
        member(name, value)
    }

    /// Writes a member of an object; `value` writes exactly one value.
    public mutating func member(_ name: String, _ value: (inout JSONText) -> Void) {
        append(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
        value(&self)
    }

    /// Writes `null`.
    public mutating func null() {
        literal("null")
    }

    /// Writes text that is already one JSON value.
    mutating func literal(_ text: some StringProtocol) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes a string. RFC 8259 §7: quote, backslash and the control characters must be escaped, nothing else.
    mutating func string(_ text: some StringProtocol) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                bytes.append(byte)
            } else {
                escape(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes one byte that may not stand for itself.
    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }

    /// Writes what stands between two brackets.
    private mutating func nest(
        _ open: Unicode.Scalar, _ body: (inout JSONText) -> Void, _ close: Unicode.Scalar
    ) {
        separate()
        bytes.append(UInt8(ascii: open))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }

    /// Puts the comma between this value and the one before it.
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}

extension JSONText: JSONWritable {
    /// A text written elsewhere is one value here.
    public func write(to json: inout JSONText) {
        json.literal(String(decoding: bytes, as: UTF8.self))
    }
}

extension Response {
    /// A response with JSON that nobody may keep, as an API answers.
    public init(_ status: Status = .ok, json: JSONText) {
        let fields: HeaderFields = ["cache-control": "no-store"]
        self.init(status, type: "application/json", body: ByteSlice(json.bytes), fields: fields)
    }
}
