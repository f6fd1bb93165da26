import Bytes

/// Cuts H.265 pictures into RTP payloads (RFC 7798).
public struct H265Packetizer: Sendable {
    private let packetizer: NALPacketizer

    /// A packetizer for payloads of at most `maximumByteCount` octets, 64 or more.
    public init(maximumByteCount: Int) {
        precondition(maximumByteCount >= 64, "a payload has room for a head and some more")
        packetizer = NALPacketizer(codec: .h265, maximumByteCount: maximumByteCount, isInterleavable: true)
    }

    /// Adds the payloads of a picture, whose units are each behind their length in four octets.
    ///
    /// The parts of a unit differ by at most one octet. `false`, and nothing added, when the lengths do not fit the
    /// picture.
    public func packetize(_ picture: RawSpan, into list: inout PayloadList) -> Bool {
        packetizer.packetize(picture, into: &list)
    }
}
