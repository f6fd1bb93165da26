public import Bytes

/// An order for a keyframe (RFC 5104 §4.3.1), read source by source.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                             sender                            |
///     |                          0, not used                          |
///     |                             source                            |  as often as it takes
///     | request number|                  reserved                     |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct FullIntraRequest: ~Escapable {
    /// One source that is to send a keyframe.
    public struct Entry: Hashable, Sendable {
        /// The source.
        public let source: SSRC
        /// Counts this requester's orders to this source; the same number again is the same order repeated.
        public let requestNumber: UInt8

        /// An entry.
        public init(source: SSRC, requestNumber: UInt8) {
            self.source = source
            self.requestNumber = requestNumber
        }
    }

    /// Who orders.
    public let sender: SSRC
    /// The entries not read yet.
    private var entries: ByteReader

    static let format: UInt8 = 4

    @_lifetime(copy body)
    init?(_ body: RawSpan) {
        var reader = ByteReader(body)
        guard let sender = reader.readUInt32(), reader.skip(4) else { return nil }
        self.sender = SSRC(sender)
        entries = reader
    }

    /// The next entry, `nil` behind the last.
    public mutating func next() -> Entry? {
        guard let source = entries.readUInt32(), let number = entries.readUInt8(), entries.skip(3) else {
            return nil
        }
        return Entry(source: SSRC(source), requestNumber: number)
    }

    /// Writes a packet.
    public static func write(sender: SSRC, entries: [Entry], to writer: inout ByteWriter) {
        RTCPHead.write(type: RTCPType.payloadFeedback, count: Int(format), to: &writer) { writer in
            writer.write(sender.value)
            writer.write(0 as UInt32)
            for entry in entries {
                writer.write(entry.source.value)
                writer.write(UInt32(entry.requestNumber) << 24)
            }
        }
    }
}
