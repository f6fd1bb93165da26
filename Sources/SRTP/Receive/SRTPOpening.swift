/// What came of opening a packet.
public enum SRTPOpening: Hashable, Sendable {
    /// The plain packet is in the first `byteCount` octets of the slot. `index` is its place in its stream: the rollover
    /// counter above the 16 bits of the sequence number (RFC 3711 §3.3.1), or the SRTCP index.
    case opened(byteCount: Int, index: UInt64)
    /// It was not opened, and what is in the slot is worthless.
    case dropped(SRTPDropReason)
}
