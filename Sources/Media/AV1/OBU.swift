public import Bytes

/// One open bitstream unit: its head taken apart, and where its contents are (AV1 §5.3).
///
///      0 1 2 3 4 5 6 7   0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+ +-+-+-+-+-+-+-+-+
///     |0|  type |X|S|-| | TID |SID|  -  |   when X; then the size when S, then the contents
///     +-+-+-+-+-+-+-+-+ +-+-+-+-+-+-+-+-+
public struct OBU {
    /// The first octet, without the bit that says there is a size.
    public let head: UInt8
    /// The second octet, which names the layers.
    public let layers: UInt8?
    /// Where the contents are among the octets that were read.
    public let contents: Range<Int>

    /// What `type` may be.
    public static let sequenceHeader: UInt8 = 1
    public static let temporalDelimiter: UInt8 = 2
    public static let frameHeader: UInt8 = 3
    public static let frame: UInt8 = 6
    public static let tileList: UInt8 = 8
    public static let padding: UInt8 = 15

    private static let sizeFlag: UInt8 = 0x02

    /// What the unit is.
    public var type: UInt8 { head >> 3 & 0x0F }

    /// Whether RTP carries it: delimiters and tile lists it does not (AV1 RTP §5), and padding nobody misses.
    public var isCarried: Bool {
        type != Self.temporalDelimiter && type != Self.tileList && type != Self.padding
    }

    /// How many octets the unit takes without its size.
    public var byteCount: Int { (layers == nil ? 1 : 2) + contents.count }

    /// Reads the next unit; one without a size goes to the end.
    public init?(_ reader: inout ByteReader) {
        guard let first = reader.readUInt8(), first & 0x80 == 0 else { return nil }
        var layers: UInt8?
        if first & 0x04 != 0 {
            guard let second = reader.readUInt8() else { return nil }
            layers = second
        }
        var size = reader.remaining
        if first & Self.sizeFlag != 0 {
            guard let told = reader.readLEB128() else { return nil }
            size = Int(told)
        }
        let start = reader.offset
        guard reader.skip(size) else { return nil }
        head = first & ~Self.sizeFlag
        self.layers = layers
        contents = start..<reader.offset
    }

    /// The unit's head for a file or a decoder, which find the next unit by the size.
    public func appendSizedHead(to bytes: inout [UInt8]) {
        bytes.append(head | Self.sizeFlag)
        if let layers { bytes.append(layers) }
        var left = UInt32(truncatingIfNeeded: contents.count)
        while left >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: left) | 0x80)
            left >>= 7
        }
        bytes.append(UInt8(left))
    }
}
