import Bytes

/// One header extension of a packet, borrowed from it.
public struct HeaderExtension: ~Escapable {
    /// The local identifier that SDP ties to a meaning, 1 to 255.
    public let id: UInt8
    /// The value, 0 to 255 octets.
    public let value: RawSpan

    @_lifetime(copy value)
    init(id: UInt8, value: RawSpan) {
        self.id = id
        self.value = value
    }
}

/// The header extensions of one packet, read one after the other without copying (RFC 8285 §4).
///
/// One-byte form, profile 0xBEDE: an octet `ID(4) length-1(4)`, then the value.
/// Two-byte form, profile 0x100x: an octet `ID`, an octet `length`, then the value.
/// In both an octet 0 is padding and may be anywhere. Another profile is not ours and reads as empty.
///
/// A packet whose extensions break off keeps those before the break: they have their lengths, so they are sound.
public struct HeaderExtensions: ~Escapable {
    /// The octets behind the extension's length field, as far as they have not been read.
    private var reader: ByteReader
    /// Whether elements have the two-byte form.
    private let isTwoByte: Bool

    /// The elements in `block`, whose form `profile` tells.
    @_lifetime(copy block)
    public init(profile: UInt16, block: RawSpan) {
        isTwoByte = profile & 0xFFF0 == 0x1000
        reader = ByteReader(isTwoByte || profile == 0xBEDE ? block : block.extracting(0..<0))
    }

    /// How many octets have not been read.
    public var remaining: Int { reader.remaining }

    /// The next element; `nil` behind the last one, and from the first broken one on.
    @_lifetime(copy self)
    public mutating func next() -> HeaderExtension? {
        while let head = reader.readUInt8() {
            guard head != 0 else { continue }
            guard let (id, count) = isTwoByte ? twoByteHead(head) : oneByteHead(head),
                let value = reader.read(count)
            else {
                _ = reader.skip(reader.remaining)
                return nil
            }
            return HeaderExtension(id: id, value: value)
        }
        return nil
    }

    /// The value of the first element with this identifier among those not read yet.
    @_lifetime(copy self)
    public func value(of id: UInt8) -> RawSpan? {
        var rest = self
        while let element = rest.next() {
            if element.id == id { return element.value }
        }
        return nil
    }

    /// Identifier 0 with a length, and identifier 15, end the whole block (RFC 8285 §4.2).
    private func oneByteHead(_ head: UInt8) -> (id: UInt8, count: Int)? {
        let id = head >> 4
        guard id != 0, id != 15 else { return nil }
        return (id, Int(head & 0x0F) + 1)
    }

    private mutating func twoByteHead(_ head: UInt8) -> (id: UInt8, count: Int)? {
        reader.readUInt8().map { (head, Int($0)) }
    }
}
