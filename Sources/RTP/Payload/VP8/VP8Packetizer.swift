import Bytes

/// Cuts VP8 frames into RTP payloads (RFC 7741).
///
/// Partitions are not looked for: every payload says it belongs to the first one, as libwebrtc's do.
public struct VP8Packetizer: Sendable {
    /// The largest payload, in octets.
    private let maximumByteCount: Int

    /// A packetizer for payloads of at most `maximumByteCount` octets, 64 or more.
    public init(maximumByteCount: Int) {
        precondition(maximumByteCount >= 64, "a payload has room for a descriptor and some more")
        self.maximumByteCount = maximumByteCount
    }

    /// Adds the payloads of a frame, each behind `descriptor`, whose start is set on the first and only there. Their
    /// sizes differ by at most one octet. An empty frame has none.
    public func packetize(_ frame: RawSpan, descriptor: VP8Descriptor, into list: inout PayloadList) {
        guard frame.byteCount > 0 else { return }
        var reader = ByteReader(frame)
        let split = EvenSplit(frame.byteCount, limit: maximumByteCount - descriptor.byteCount)
        var descriptor = descriptor
        descriptor.partition = 0
        for index in 0..<split.count {
            guard let part = reader.read(split.byteCount(at: index)) else { return }
            descriptor.isPartitionStart = index == 0
            list.writeHead(descriptor.byteCount) { descriptor.write(to: &$0) }
            list.write(part)
            list.endPayload()
        }
    }
}
