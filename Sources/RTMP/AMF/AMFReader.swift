internal import Bytes

/// Reads values of AMF 0 (Adobe, "Action Message Format -- AMF 0").
///
/// Nesting and the number of values are bounded: a few octets can announce both without end.
struct AMFReader: ~Escapable {
    /// The octets.
    private var reader: ByteReader
    /// How many more values are read.
    private var valuesLeft = 1024

    /// How deep objects may lie in each other.
    private static let deepest = 16

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) {
        reader = ByteReader(bytes)
    }

    /// Whether everything has been read.
    var isAtEnd: Bool { reader.isAtEnd }

    /// The next value; `nil` when it cannot be read, and then there are no more.
    @_lifetime(self: copy self)
    mutating func read() -> AMFValue? { read(depth: 0) }

    /// All values that there are; `nil` when one cannot be read.
    static func all(in bytes: RawSpan) -> [AMFValue]? {
        var reader = AMFReader(bytes)
        var values: [AMFValue] = []
        while !reader.isAtEnd {
            guard let value = reader.read() else { return nil }
            values.append(value)
        }
        return values
    }

    @_lifetime(self: copy self)
    private mutating func read(depth: Int) -> AMFValue? {
        valuesLeft -= 1
        guard depth < Self.deepest, valuesLeft >= 0, let marker = reader.readUInt8() else { return nil }
        switch marker {
        case 0: return reader.readUInt64().map { .number(Double(bitPattern: $0)) }
        case 1: return reader.readUInt8().map { .boolean($0 != 0) }
        case 2: return readText().map { .string($0) }
        case 3: return readMembers(depth)
        case 5: return .null
        case 6, 13: return .undefined
        case 7: return reader.skip(2) ? .undefined : nil
        // The count of members by name is a hint; an end marker comes in any case.
        case 8: return reader.skip(4) ? readMembers(depth) : nil
        case 10: return readArray(depth)
        // A time zone that must be 0 is behind it.
        case 11:
            guard let time = reader.readUInt64(), reader.skip(2) else { return nil }
            return .date(Double(bitPattern: time))
        case 12, 15: return readLongText().map { .string($0) }
        case 16: return readText() == nil ? nil : readMembers(depth)
        default: return nil
        }
    }

    @_lifetime(self: copy self)
    private mutating func readMembers(_ depth: Int) -> AMFValue? {
        var members: [AMFValue.Member] = []
        while true {
            guard let name = readText() else { return nil }
            if name.isEmpty, reader.peekUInt8() == 9 {
                _ = reader.skip(1)
                return .object(members)
            }
            guard let value = read(depth: depth + 1) else { return nil }
            members.append(AMFValue.Member(name, value))
        }
    }

    @_lifetime(self: copy self)
    private mutating func readArray(_ depth: Int) -> AMFValue? {
        guard let count = reader.readUInt32(), count <= valuesLeft else { return nil }
        var values: [AMFValue] = []
        for _ in 0..<count {
            guard let value = read(depth: depth + 1) else { return nil }
            values.append(value)
        }
        return .array(values)
    }

    @_lifetime(self: copy self)
    private mutating func readText() -> String? {
        guard let count = reader.readUInt16(), let text = reader.read(Int(count)) else { return nil }
        return Self.text(text)
    }

    @_lifetime(self: copy self)
    private mutating func readLongText() -> String? {
        guard let count = reader.readUInt32(), let text = reader.read(Int(count)) else { return nil }
        return Self.text(text)
    }

    /// Encoders' texts are UTF-8; what is not is shown as well as it can be.
    private static func text(_ bytes: RawSpan) -> String {
        String(utf8: bytes) ?? String(decoding: [UInt8](bytes), as: UTF8.self)
    }
}
