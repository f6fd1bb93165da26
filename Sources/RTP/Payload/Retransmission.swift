public import Bytes

/// A packet that is sent again in a stream of its own (RFC 4588 §4): the original number, then the original payload.
///
/// The header has the repair stream's SSRC, payload type and numbers, and the original's timestamp and marker.
public enum Retransmission {
    /// How many octets the original number takes.
    public static let byteCount = 2

    /// The number that the packet had; `nil` when the payload is too short. An empty original is allowed.
    public static func originalNumber(_ payload: RawSpan) -> SequenceNumber? {
        var reader = ByteReader(payload)
        return reader.readUInt16().map { SequenceNumber($0) }
    }

    /// Writes the original number. The original payload comes next.
    public static func write(originalNumber: SequenceNumber, to writer: inout ByteWriter) {
        writer.write(originalNumber.value)
    }
}
