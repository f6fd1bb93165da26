internal import WebRTC

/// Datagrams that came to nothing, by the reason: those that reached no session, and those that were of no use to it.
public struct DropCounters: Hashable, Sendable {
    /// Longer than anything that peers send.
    public internal(set) var tooLong: UInt64 = 0
    /// Neither STUN nor DTLS, RTP or RTCP.
    public internal(set) var unknownKind: UInt64 = 0
    /// STUN for a user that we do not have: a session that ended, or a scan.
    public internal(set) var unknownUser: UInt64 = 0
    /// From an address that has not proven a path.
    public internal(set) var unknownAddress: UInt64 = 0
    /// Of handshakes, when too many waited for their turn.
    public internal(set) var handshakes: UInt64 = 0
    /// Media whose tag was wrong.
    public internal(set) var unauthentic: UInt64 = 0
    /// Media that came before, or too late to tell.
    public internal(set) var replayed: UInt64 = 0
    /// Media that came before there were keys.
    public internal(set) var early: UInt64 = 0
    /// Media that was authentic and made no sense, or belongs to nothing that was agreed on.
    public internal(set) var senseless: UInt64 = 0
    /// What found no room to leave.
    public internal(set) var outbox: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// Adds what another counted.
    public mutating func merge(_ other: DropCounters) {
        tooLong &+= other.tooLong
        unknownKind &+= other.unknownKind
        unknownUser &+= other.unknownUser
        unknownAddress &+= other.unknownAddress
        handshakes &+= other.handshakes
        unauthentic &+= other.unauthentic
        replayed &+= other.replayed
        early &+= other.early
        senseless &+= other.senseless
        outbox &+= other.outbox
    }

    /// Adds what was of no use to a session.
    mutating func add(_ traffic: PeerTraffic) {
        unauthentic &+= traffic.unauthentic
        replayed &+= traffic.replayed
        early &+= traffic.early
        senseless &+= traffic.senseless
    }
}
