import Bytes

/// The number of a frame in VP8's and VP9's descriptors: 7 bits, or 15 behind a set top bit (RFC 7741 §4.2, RFC
/// 9628 §4.2).
///
/// It counts every frame and wraps to 0 after all ones. A sender may go from one width to the other at any time.
public struct PictureID: Hashable, Sendable {
    /// The number.
    public let value: UInt16
    /// Whether it takes 15 bits.
    public let isWide: Bool

    /// A number of 15 bits.
    public init(wide value: UInt16) {
        self.value = value & 0x7FFF
        isWide = true
    }

    /// A number of 7 bits.
    public init(narrow value: UInt8) {
        self.value = UInt16(value & 0x7F)
        isWide = false
    }

    /// Reads the one or two octets.
    init?(_ reader: inout ByteReader) {
        guard let first = reader.readUInt8() else { return nil }
        guard first & 0x80 != 0 else {
            self.init(narrow: first)
            return
        }
        guard let second = reader.readUInt8() else { return nil }
        self.init(wide: UInt16(first) << 8 | UInt16(second))
    }

    /// How many octets it takes.
    var byteCount: Int { isWide ? 2 : 1 }

    /// Another number in the same width; its high bits are cut when that is 7 bits.
    func replaced(by number: UInt16) -> PictureID {
        isWide ? PictureID(wide: number) : PictureID(narrow: UInt8(truncatingIfNeeded: number))
    }

    func write(to writer: inout ByteWriter) {
        if isWide {
            writer.write(value | 0x8000)
        } else {
            writer.write(UInt8(truncatingIfNeeded: value))
        }
    }

    /// Writes over the octets at `offset`; `false` when they are not there.
    func store(in packet: inout MutableRawSpan, at offset: Int) -> Bool {
        isWide
            ? packet.store(value | 0x8000, at: offset)
            : packet.store(UInt8(truncatingIfNeeded: value), at: offset)
    }
}
