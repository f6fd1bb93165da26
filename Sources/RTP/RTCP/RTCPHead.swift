import Bytes

/// The word in front of every RTCP packet (RFC 3550 §6.4.1).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |V=2|P|  count  |      type     |  length in words, less one    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
struct RTCPHead {
    /// How many blocks follow, or for feedback which kind it is (FMT), 0 to 31.
    let count: UInt8
    /// Which message it is.
    let type: UInt8
    /// Whether the packet ends in padding.
    let hasPadding: Bool
    /// How many octets follow the head.
    let bodyByteCount: Int

    /// Reads a head; `nil` when it is no RTCP.
    init?(_ reader: inout ByteReader) {
        guard let first = reader.readUInt8(), first >> 6 == 2, let type = reader.readUInt8(),
            let words = reader.readUInt16()
        else { return nil }
        count = first & 0x1F
        hasPadding = first & 0x20 != 0
        self.type = type
        bodyByteCount = 4 * Int(words)
    }

    /// Writes a packet: its head, then what `body` writes, filled with zeros to a whole word.
    static func write(
        type: UInt8, count: Int, to writer: inout ByteWriter, body: (inout ByteWriter) -> Void
    ) {
        let start = writer.count
        writer.write(0x80 | UInt8(count & 0x1F))
        writer.write(type)
        writer.write(0 as UInt16)
        body(&writer)
        writer.writeZeros((4 - (writer.count - start) % 4) % 4)
        guard !writer.isOverrun else { return }
        writer.patch(UInt16((writer.count - start) / 4 - 1), at: start + 2)
    }
}
