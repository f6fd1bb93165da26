internal import Bytes

/// What SRTCP reads of the first packet of a compound, which stays in the clear (RFC 3711 §3.4).
struct RTCPHead {
    /// Who sent the compound.
    let ssrc: UInt32

    /// Octets that stay in the clear.
    static let count = 8

    /// Reads it; `nil` when this is no RTCP.
    init?(_ packet: RawSpan) {
        var reader = ByteReader(packet)
        guard let first = reader.readUInt8(), first >> 6 == 2, reader.skip(3),
            let ssrc = reader.readUInt32()
        else { return nil }
        self.ssrc = ssrc
    }
}
