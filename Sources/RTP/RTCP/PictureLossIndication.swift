public import Bytes

/// A wish for a keyframe from one who cannot decode on (RFC 4585 §6.3.1).
public struct PictureLossIndication: Hashable, Sendable {
    /// Who wishes.
    public let sender: SSRC
    /// Whose picture was lost.
    public let source: SSRC

    static let format: UInt8 = 1

    /// A wish.
    public init(sender: SSRC, source: SSRC) {
        self.sender = sender
        self.source = source
    }

    init?(_ body: RawSpan) {
        var reader = ByteReader(body)
        guard let sender = reader.readUInt32(), let source = reader.readUInt32() else { return nil }
        self.init(sender: SSRC(sender), source: SSRC(source))
    }

    /// Writes the packet.
    public func write(to writer: inout ByteWriter) {
        RTCPHead.write(type: RTCPType.payloadFeedback, count: Int(Self.format), to: &writer) { writer in
            writer.write(sender.value)
            writer.write(source.value)
        }
    }
}
