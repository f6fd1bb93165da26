public import Bytes

/// A packet's number across all streams of one transport, which feedback refers to.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |       sequence number         |T|  count (02, optional)       |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// draft-holmer-rmcat-transport-wide-cc-extensions-01 §2 has the first two octets; libwebrtc's version 02 may add
/// two more that ask for feedback.
public struct TransportSequence: Hashable, Sendable {
    /// What a sender wants to be told at once.
    public struct FeedbackRequest: Hashable, Sendable {
        /// Whether arrival times are wanted too.
        public let includesTiming: Bool
        /// About how many packets up to this one, 1 to 32,767.
        public let packetCount: Int
    }

    /// The packet's number.
    public let number: SequenceNumber
    /// The feedback asked for; `nil` for none.
    public let request: FeedbackRequest?

    /// How many octets the value takes when it asks for nothing, as all that we write does.
    public static let byteCount = 2

    /// The number of a packet that asks for nothing.
    public init(_ number: SequenceNumber) {
        self.number = number
        request = nil
    }

    /// Reads an extension's value. A request for zero packets is none.
    public init?(_ value: RawSpan) {
        var reader = ByteReader(value)
        guard value.byteCount == 2 || value.byteCount == 4, let bits = reader.readUInt16() else { return nil }
        number = SequenceNumber(bits)
        guard let asked = reader.readUInt16(), asked & 0x7FFF != 0 else {
            request = nil
            return
        }
        request = FeedbackRequest(includesTiming: asked & 0x8000 != 0, packetCount: Int(asked & 0x7FFF))
    }

    /// Writes the extension's value, without a request.
    public func write(to writer: inout ByteWriter) {
        writer.write(number.value)
    }
}
