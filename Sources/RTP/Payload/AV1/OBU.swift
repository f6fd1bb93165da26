import Bytes

/// One open bitstream unit: its head taken apart, and where its contents are (AV1 §5.3).
///
///      0 1 2 3 4 5 6 7   0 1 2 3 4 5 6 7
///     +-+-+-+-+-+-+-+-+ +-+-+-+-+-+-+-+-+
///     |0|  type |X|S|-| | TID |SID|  -  |   when X; then the size when S, then the contents
///     +-+-+-+-+-+-+-+-+ +-+-+-+-+-+-+-+-+
struct OBU {
    /// The first octet, without the bit that says there is a size.
    let head: UInt8
    /// The second octet, which names the layers.
    let layers: UInt8?
    /// Where the contents are among the octets that were read.
    let contents: Range<Int>

    static let sequenceHeader: UInt8 = 1
    static let temporalDelimiter: UInt8 = 2
    static let tileList: UInt8 = 8
    static let padding: UInt8 = 15

    private static let sizeFlag: UInt8 = 0x02

    /// What the unit is.
    var type: UInt8 { head >> 3 & 0x0F }

    /// Whether RTP carries it: delimiters and tile lists it does not (AV1 RTP §5), and padding nobody misses.
    var isCarried: Bool {
        type != Self.temporalDelimiter && type != Self.tileList && type != Self.padding
    }

    /// How many octets the unit takes without its size.
    var byteCount: Int { (layers == nil ? 1 : 2) + contents.count }

    /// Reads the next unit; one without a size goes to the end.
    init?(_ reader: inout ByteReader) {
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
    func appendSizedHead(to bytes: inout [UInt8]) {
        bytes.append(head | Self.sizeFlag)
        if let layers { bytes.append(layers) }
        let size = [UInt8](capacity: 5) { $0.writeLEB128(UInt32(truncatingIfNeeded: contents.count)) }
        bytes += size ?? []
    }
}
