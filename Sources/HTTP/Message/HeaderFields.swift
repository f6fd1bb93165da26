internal import Bytes

/// The header or trailer fields of one message, in the order they came.
///
/// All names and values lie in one array with an index beside it: a request with forty fields costs two
/// allocations, and a field that nobody asks for never becomes a string. Names are kept in lower case, which is
/// what HTTP/2 wants on the wire (RFC 9113 §8.2) and HTTP/1.1 allows; look-up ignores case (RFC 9110 §5.1).
public struct HeaderFields: Sendable {
    /// Where one field lies in `text`.
    private struct Entry {
        var nameStart: UInt32
        var nameCount: UInt32
        var valueCount: UInt32
        var valueStart: UInt32 { nameStart + nameCount }
    }

    /// Each field's name and then its value, one field after another.
    private var text: [UInt8] = []
    /// One entry a field.
    private var entries: [Entry] = []

    /// No fields.
    public init() {}

    /// How many fields there are.
    public var count: Int { entries.count }

    /// Whether there are none.
    public var isEmpty: Bool { entries.isEmpty }

    /// How many bytes names and values take together.
    public var byteCount: Int { text.count }

    /// The name of the field at `index`, in lower case.
    public func name(at index: Int) -> String {
        String(decoding: nameBytes(at: index), as: UTF8.self)
    }

    /// The value of the field at `index`.
    public func value(at index: Int) -> String {
        String(decoding: valueBytes(at: index), as: UTF8.self)
    }

    /// The name's bytes of the field at `index`, in lower case.
    public func nameBytes(at index: Int) -> ArraySlice<UInt8> {
        let entry = entries[index]
        return text[Int(entry.nameStart)..<Int(entry.valueStart)]
    }

    /// The value's bytes of the field at `index`.
    public func valueBytes(at index: Int) -> ArraySlice<UInt8> {
        let entry = entries[index]
        return text[Int(entry.valueStart)..<Int(entry.valueStart + entry.valueCount)]
    }

    /// Every field's name and then its value, one field after another, as `ranges(at:)` divides it.
    var textBytes: RawSpan {
        @_lifetime(borrow self)
        get { text.bytes }
    }

    /// Where name and value of the field at `index` lie in `textBytes`.
    func ranges(at index: Int) -> (name: Range<Int>, value: Range<Int>) {
        let entry = entries[index]
        let start = Int(entry.nameStart)
        let middle = Int(entry.valueStart)
        return (start..<middle, middle..<(middle + Int(entry.valueCount)))
    }

    /// Makes room for `count` fields of `bytes` bytes together, so that adding them allocates no more.
    mutating func reserve(count: Int, bytes: Int) {
        entries.reserveCapacity(count)
        text.reserveCapacity(bytes)
    }

    /// Index of the first field called `name`, or `nil`.
    public func firstIndex(of name: String) -> Int? {
        entries.indices.first { isNamed(name, at: $0) }
    }

    /// Whether the field at `index` is called `name`, whatever the case of its letters.
    public func isNamed(_ name: String, at index: Int) -> Bool {
        let entry = entries[index]
        guard Int(entry.nameCount) == name.utf8.count else { return false }
        var position = Int(entry.nameStart)
        for byte in name.utf8 {
            guard text[position] == byte.asciiLowercased else { return false }
            position += 1
        }
        return true
    }

    /// The value of the only or first field called `name`.
    public subscript(name: String) -> String? {
        firstIndex(of: name).map { value(at: $0) }
    }

    /// The values of every field called `name`, in order.
    public func values(of name: String) -> [String] {
        entries.indices.filter { isNamed(name, at: $0) }.map { value(at: $0) }
    }

    /// The members of a list-valued field: every field called `name`, split at commas, trimmed, empty ones left
    /// out (RFC 9110 §5.6.1). Not for fields whose members may hold quoted commas.
    public func list(of name: String) -> [String] {
        values(of: name).flatMap { value in
            value.split(separator: ",").map { $0.trimmingSpaces }.filter { !$0.isEmpty }
        }
    }

    /// Adds a field. The name is lowered; the caller vouches that it is a token and the value has no line break.
    public mutating func append(_ name: String, _ value: String) {
        append(name: name.utf8, value: value.utf8)
    }

    /// Adds a field from its bytes, as a parser has them.
    public mutating func append(name: some Collection<UInt8>, value: some Collection<UInt8>) {
        entries.append(
            Entry(
                nameStart: UInt32(text.count), nameCount: UInt32(name.count), valueCount: UInt32(value.count))
        )
        for byte in name { text.append(byte.asciiLowercased) }
        text.append(contentsOf: value)
    }

    /// Adds a field from borrowed bytes, as a parser has them.
    public mutating func append(name: RawSpan, value: RawSpan) {
        let start = text.count
        entries.append(
            Entry(
                nameStart: UInt32(start), nameCount: UInt32(name.byteCount),
                valueCount: UInt32(value.byteCount)))
        text.append(name)
        for index in start..<text.count { text[index] = text[index].asciiLowercased }
        text.append(value)
    }

    /// Replaces every field called `name` by one.
    public mutating func set(_ name: String, _ value: String) {
        entries.removeAll { entry in
            let bytes = text[Int(entry.nameStart)..<Int(entry.valueStart)]
            return bytes.elementsEqual(name.utf8.lazy.map(\.asciiLowercased))
        }
        append(name, value)
    }
}

extension HeaderFields: ExpressibleByDictionaryLiteral {
    /// Fields written out, in order.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }
}

extension UInt8 {
    /// The byte as a small letter when it is an ASCII capital.
    var asciiLowercased: UInt8 { self >= 65 && self <= 90 ? self | 0x20 : self }
}

extension StringProtocol {
    /// The text without spaces and tabs at either end (RFC 9110 §5.6.3 OWS).
    var trimmingSpaces: String {
        var rest = self[...]
        while let first = rest.first, first == " " || first == "\t" { rest = rest.dropFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest = rest.dropLast() }
        return String(rest)
    }
}
