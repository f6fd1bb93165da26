/// Datagrams that reached no session, by the reason.
public struct DropCounters: Hashable, Sendable {
    /// Longer than anything that peers send.
    public internal(set) var tooLong: UInt64 = 0
    /// Neither STUN nor DTLS, RTP or RTCP.
    public internal(set) var unknownKind: UInt64 = 0
    /// STUN for a user that we do not have: a session that ended, or a scan.
    public internal(set) var unknownUser: UInt64 = 0
    /// From an address that has not proven a path.
    public internal(set) var unknownAddress: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// Adds what another counted.
    public mutating func merge(_ other: DropCounters) {
        tooLong &+= other.tooLong
        unknownKind &+= other.unknownKind
        unknownUser &+= other.unknownUser
        unknownAddress &+= other.unknownAddress
    }
}
