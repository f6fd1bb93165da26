import Bytes

/// Cuts the frames of VP9 pictures into RTP payloads (RFC 9628).
public struct VP9Packetizer: Sendable {
    /// The largest payload, in octets.
    private let maximumByteCount: Int

    /// A packetizer for payloads of at most `maximumByteCount` octets, 64 or more.
    public init(maximumByteCount: Int) {
        precondition(maximumByteCount >= 64, "a payload has room for a descriptor and some more")
        self.maximumByteCount = maximumByteCount
    }

    /// Adds the payloads of one layer's frame, each behind `descriptor`, whose start and end are set where they belong.
    ///
    /// The payloads' sizes differ by at most one octet, and the first holds the structure. An empty frame has none.
    /// `false`, and nothing added, when the structure leaves less than half of the first payload to the frame.
    public func packetize(
        _ frame: RawSpan, descriptor: VP9Descriptor, structure: VP9ScalabilityStructure? = nil,
        into list: inout PayloadList
    ) -> Bool {
        let limit = maximumByteCount - descriptor.headByteCount
        let structureByteCount = structure?.byteCount ?? 0
        guard structureByteCount <= limit / 2 - 1 else { return false }
        guard frame.byteCount > 0 else { return true }
        var reader = ByteReader(frame)
        // The structure is split as if it were the frame's beginning, and the first part is never all structure.
        let split = EvenSplit(frame.byteCount + structureByteCount, limit: limit)
        var descriptor = descriptor
        for index in 0..<split.count {
            let leading = index == 0 ? structure : nil
            let leadingByteCount = index == 0 ? structureByteCount : 0
            guard let part = reader.read(split.byteCount(at: index) - leadingByteCount) else { break }
            descriptor.isFrameStart = index == 0
            descriptor.isFrameEnd = index == split.count - 1
            list.writeHead(descriptor.headByteCount + leadingByteCount) {
                descriptor.write(structure: leading, to: &$0)
            }
            list.write(part)
            list.endPayload()
        }
        return true
    }
}
