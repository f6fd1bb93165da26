import Bytes
public import RTP

/// A packet taken out of its repair stream (RFC 4588 §4).
///
///     before:  | header, repair SSRC | original number | payload |
///     after:        | header, media SSRC and number    | payload |
///
/// The header moves two octets up, which is shorter than moving the payload down.
public enum RepairedPacket {
    /// Makes a decrypted repair packet the packet it repeats. Returns where that is, and its number; `nil`, and
    /// nothing changed, when it repeats nothing: browsers send repair packets that are all padding, or empty, to
    /// find out how much fits through.
    public static func restore(
        in packet: inout MutableRawSpan, header: RTPHeader, ssrc: SSRC, payloadType: PayloadType
    ) -> (range: Range<Int>, number: SequenceNumber)? {
        guard let number = originalNumber(in: packet.bytes, header) else { return nil }
        var offset = header.byteCount
        while offset > 0 {
            offset -= 1
            let byte = packet.bytes.byte(at: offset) ?? 0
            _ = packet.store(byte, at: offset + Retransmission.byteCount)
        }
        let start = Retransmission.byteCount
        _ = packet.store((header.isMarked ? 0x80 : 0) | payloadType.value, at: start + 1)
        _ = packet.store(number.value, at: start + 2)
        _ = packet.store(ssrc.value, at: start + 8)
        return (start..<packet.byteCount, number)
    }

    /// The number in front of a payload that is not empty.
    private static func originalNumber(in packet: RawSpan, _ header: RTPHeader) -> SequenceNumber? {
        guard let payload = header.payloadRange(in: packet), payload.count > Retransmission.byteCount else {
            return nil
        }
        return Retransmission.originalNumber(packet.extracting(payload))
    }
}
