internal import Bytes
internal import Platform
internal import Timing

extension Bool: WireValue {
    init?(from reader: inout ByteReader) {
        guard let octet = reader.readUInt8(), octet <= 1 else { return nil }
        self = octet == 1
    }

    func write(to bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }
}

extension UInt8: WireValue {
    init?(from reader: inout ByteReader) {
        guard let octet = reader.readUInt8() else { return nil }
        self = octet
    }

    func write(to bytes: inout [UInt8]) { bytes.append(self) }
}

extension Int64: WireValue {
    init?(from reader: inout ByteReader) {
        guard let word = reader.readUInt64() else { return nil }
        self.init(bitPattern: word)
    }

    func write(to bytes: inout [UInt8]) { bytes.append(bigEndian: UInt64(bitPattern: self)) }
}

extension Int: WireValue {
    init?(from reader: inout ByteReader) {
        guard let value = Int64(from: &reader) else { return nil }
        self.init(value)
    }

    func write(to bytes: inout [UInt8]) { Int64(self).write(to: &bytes) }
}

extension Double: WireValue {
    init?(from reader: inout ByteReader) {
        guard let word = reader.readUInt64() else { return nil }
        self.init(bitPattern: word)
    }

    func write(to bytes: inout [UInt8]) { bytes.append(bigEndian: bitPattern) }
}

extension String: WireValue {
    init?(from reader: inout ByteReader) {
        guard let octets = [UInt8](from: &reader) else { return nil }
        self.init(validating: octets, as: UTF8.self)
    }

    func write(to bytes: inout [UInt8]) { Array(utf8).write(to: &bytes) }
}

extension [UInt8] {
    init?(from reader: inout ByteReader) {
        guard let count = reader.readUInt32(), let octets = reader.read(Int(count)) else { return nil }
        self = []
        append(octets)
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: count))
        bytes += self
    }
}

extension Array: WireValue where Element: WireValue {
    init?(from reader: inout ByteReader) {
        // Nothing is made room for beforehand: the count comes from outside, and each element has an octet at least.
        guard let count = reader.readUInt32(), Int(count) <= reader.remaining else { return nil }
        self = []
        for _ in 0..<count {
            guard let element = Element(from: &reader) else { return nil }
            append(element)
        }
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: count))
        for element in self { element.write(to: &bytes) }
    }
}

extension Dictionary: WireValue where Key: WireValue, Value: WireValue {
    init?(from reader: inout ByteReader) {
        guard let count = reader.readUInt32(), Int(count) <= reader.remaining else { return nil }
        self = [:]
        for _ in 0..<count {
            guard let key = Key(from: &reader), let value = Value(from: &reader) else { return nil }
            self[key] = value
        }
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: count))
        for (key, value) in self {
            key.write(to: &bytes)
            value.write(to: &bytes)
        }
    }
}

extension Optional: WireValue where Wrapped: WireValue {
    init?(from reader: inout ByteReader) {
        guard let isThere = Bool(from: &reader) else { return nil }
        guard isThere else {
            self = .none
            return
        }
        guard let value = Wrapped(from: &reader) else { return nil }
        self = .some(value)
    }

    func write(to bytes: inout [UInt8]) {
        (self != nil).write(to: &bytes)
        self?.write(to: &bytes)
    }
}

extension Duration: WireValue {
    init?(from reader: inout ByteReader) {
        guard let nanoseconds = Int64(from: &reader) else { return nil }
        self = .nanoseconds(nanoseconds)
    }

    func write(to bytes: inout [UInt8]) { nanoseconds.write(to: &bytes) }
}

extension WallClock: WireValue {
    init?(from reader: inout ByteReader) {
        guard let nanoseconds = Int64(from: &reader) else { return nil }
        self.init(nanoseconds: nanoseconds)
    }

    func write(to bytes: inout [UInt8]) { nanoseconds.write(to: &bytes) }
}

extension IPAddress: WireValue {
    init?(from reader: inout ByteReader) {
        guard let high = reader.readUInt64(), let low = reader.readUInt64() else { return nil }
        self.init(high: high, low: low)
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(bigEndian: high)
        bytes.append(bigEndian: low)
    }
}

extension StreamName: WireValue {}
extension StreamTitle: WireValue {}
extension SessionID: WireValue {}
