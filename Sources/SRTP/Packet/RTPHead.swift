internal import Bytes

/// What SRTP reads of an RTP header: how long it is, since that much stays in the clear, and what goes into the
/// initialisation vector (RFC 3711 §3.1).
struct RTPHead {
    /// The 16 low bits of the packet's index.
    let sequenceNumber: UInt16
    /// Who sent it.
    let ssrc: UInt32
    /// Octets of the header with contributing sources and extension.
    let count: Int

    /// Octets of the part that every header has.
    static let fixedCount = 12

    /// Reads it; `nil` when this is no RTP, or is cut inside its header.
    init?(_ packet: RawSpan) {
        guard let first = packet.byte(at: 0), let fixed = RTPHead(fixedPartOf: packet) else { return nil }
        sequenceNumber = fixed.sequenceNumber
        ssrc = fixed.ssrc
        var reader = ByteReader(packet)
        guard reader.skip(Self.fixedCount + 4 * Int(first & 0x0F)) else { return nil }
        if first & 0x10 != 0 {
            guard reader.skip(2), let words = reader.readUInt16(), reader.skip(4 * Int(words)) else {
                return nil
            }
        }
        count = reader.offset
    }

    /// Reads what is in the first twelve octets, and takes those for the header.
    @inline(__always)
    init?(fixedPartOf packet: RawSpan) {
        var reader = ByteReader(packet)
        guard let first = reader.readUInt8(), first >> 6 == 2, reader.skip(1),
            let number = reader.readUInt16(), reader.skip(4), let ssrc = reader.readUInt32()
        else { return nil }
        sequenceNumber = number
        self.ssrc = ssrc
        count = Self.fixedCount
    }
}
