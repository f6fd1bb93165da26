import Bytes

/// Cuts H.264 pictures into RTP payloads (RFC 6184).
public struct H264Packetizer: Sendable {
    /// What a receiver understands (RFC 6184 §6.2 and §6.3).
    public enum Mode: Sendable {
        /// `packetization-mode=0`: a unit is a payload.
        case singleUnit
        /// `packetization-mode=1`: STAP-A and FU-A too.
        case nonInterleaved
    }

    private let packetizer: NALPacketizer

    /// A packetizer for payloads of at most `maximumByteCount` octets, 64 or more.
    public init(maximumByteCount: Int, mode: Mode = .nonInterleaved) {
        precondition(maximumByteCount >= 64, "a payload has room for a head and some more")
        packetizer = NALPacketizer(
            codec: .h264, maximumByteCount: maximumByteCount, isInterleavable: mode == .nonInterleaved)
    }

    /// Adds the payloads of a picture, whose units are each behind their length in four octets.
    ///
    /// The parts of a unit differ by at most one octet. `false`, and nothing added, when the lengths do not fit the
    /// picture, or a unit is larger than a payload and the mode cannot cut it.
    public func packetize(_ picture: RawSpan, into list: inout PayloadList) -> Bool {
        packetizer.packetize(picture, into: &list)
    }
}
