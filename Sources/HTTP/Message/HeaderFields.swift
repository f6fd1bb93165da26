internal import Bytes

/// The header or trailer fields of one message, in the order they came.
///
/// All of them lie in one array, spelled as HTTP/1.1 sends them (`name: value`, CR, LF), with an index beside it:
/// a request with forty fields costs two allocations, a field that nobody asks for never becomes a string, and a
/// response's fields are written with one copy. Names are kept in lower case, which is what HTTP/2 wants on the
/// wire (RFC 9113 §8.2) and HTTP/1.1 allows; look-up ignores case (RFC 9110 §5.1).
///
/// Invariant: no name or value holds a control byte, so that what somebody put in a field can never end it and
/// begin another (response splitting).
public struct HeaderFields: Sendable {
    /// Where one field lies in `text`: its name, `: `, its value, CR LF.
    private struct Entry {
        var start: UInt32
        var nameCount: UInt32
        var valueCount: UInt32

        var nameRange: Range<Int> { Int(start)..<Int(start + nameCount) }
        var valueRange: Range<Int> {
            let valueStart = Int(start + nameCount) + 2
            return valueStart..<valueStart + Int(valueCount)
        }
        var lineRange: Range<Int> { Int(start)..<valueRange.upperBound + 2 }
    }

    /// Each field as one line, one after another.
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
    public var byteCount: Int { text.count - 4 * entries.count }

    /// The fields as HTTP/1.1 sends them, each line ended by CR LF; `ranges(at:)` divides it.
    var textBytes: RawSpan {
        @_lifetime(borrow self)
        get { text.bytes }
    }

    /// The name of the field at `index`, in lower case.
    public func name(at index: Int) -> String {
        String(decoding: nameBytes(at: index), as: UTF8.self)
    }

    /// The value of the field at `index`.
    public func value(at index: Int) -> String {
        String(decoding: valueBytes(at: index), as: UTF8.self)
    }

    /// The name's bytes of the field at `index`, in lower case.
    public func nameBytes(at index: Int) -> ArraySlice<UInt8> { text[entries[index].nameRange] }

    /// The value's bytes of the field at `index`.
    public func valueBytes(at index: Int) -> ArraySlice<UInt8> { text[entries[index].valueRange] }

    /// Where name and value of the field at `index` lie in `textBytes`.
    func ranges(at index: Int) -> (name: Range<Int>, value: Range<Int>) {
        (entries[index].nameRange, entries[index].valueRange)
    }

    /// Makes room for `count` fields of `bytes` bytes together, so that adding them allocates no more.
    mutating func reserve(count: Int, bytes: Int) {
        entries.reserveCapacity(count)
        text.reserveCapacity(bytes + 4 * count)
    }

    /// Index of the first field called `name`, or `nil`.
    public func firstIndex(of name: String) -> Int? {
        entries.indices.first { isNamed(name, at: $0) }
    }

    /// Whether the field at `index` is called `name`, whatever the case of its letters.
    public func isNamed(_ name: String, at index: Int) -> Bool {
        let entry = entries[index]
        guard Int(entry.nameCount) == name.utf8.count else { return false }
        var position = Int(entry.start)
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

    /// Adds a field. The name is lowered; the caller vouches that it is a token. Control characters in the value
    /// become spaces, as RFC 9110 §5.5 lets one make CR, LF and NUL harmless.
    public mutating func append(_ name: String, _ value: String) {
        if entries.isEmpty { reserve(count: 8, bytes: 224) }
        let start = text.count
        let (nameCount, valueCount) = (name.utf8.count, value.utf8.count)
        text.write(atMost: nameCount + valueCount + 4) { span in
            span.append(text: name)
            span.lowercaseASCII(from: 0)
            span.append(": ")
            span.append(text: value)
            span.append("\r\n")
        }
        enter(from: start, nameCount: nameCount, valueCount: valueCount)
        defuseControls(from: start + nameCount + 2)
    }

    /// Turns the control characters of the last field's value into spaces.
    private mutating func defuseControls(from valueStart: Int) {
        let lineEnd = text.count - 2
        while let control = text.bytes.firstControlOffset(from: valueStart), control < lineEnd {
            text[control] = 0x20
        }
    }

    /// Adds a field from borrowed bytes, as a parser has them: it vouches for both that they hold no control byte.
    public mutating func append(name: RawSpan, value: RawSpan) {
        let start = text.count
        text.write(atMost: name.byteCount + value.byteCount + 4) { span in
            span.append(name)
            span.lowercaseASCII(from: 0)
            span.append(": ")
            span.append(value)
            span.append("\r\n")
        }
        enter(from: start, nameCount: name.byteCount, valueCount: value.byteCount)
    }

    /// Adds all fields of `other`, in order.
    public mutating func append(contentsOf other: HeaderFields) {
        let start = UInt32(text.count)
        text.append(contentsOf: other.text)
        for var entry in other.entries {
            entry.start += start
            entries.append(entry)
        }
    }

    /// Adds a field from its line, spelled as ours are but for the case of its name, CR LF included: one copy.
    mutating func append(line: RawSpan, nameCount: Int) {
        let start = text.count
        text.append(line)
        text.lowercaseASCII(in: start..<start + nameCount)
        enter(from: start, nameCount: nameCount, valueCount: line.byteCount - nameCount - 4)
    }

    /// Enters the line that begins at `start`.
    private mutating func enter(from start: Int, nameCount: Int, valueCount: Int) {
        entries.append(
            Entry(start: UInt32(start), nameCount: UInt32(nameCount), valueCount: UInt32(valueCount)))
    }

    /// Removes every field called `name`.
    public mutating func remove(_ name: String) {
        for index in entries.indices.reversed() where isNamed(name, at: index) {
            let line = entries.remove(at: index).lineRange
            text.removeSubrange(line)
            for later in index..<entries.count { entries[later].start -= UInt32(line.count) }
        }
    }

    /// Replaces every field called `name` by one, the last.
    public mutating func set(_ name: String, _ value: String) {
        remove(name)
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
