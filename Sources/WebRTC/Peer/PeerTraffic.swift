/// What came and went, and what was not taken.
public struct PeerTraffic: Hashable, Sendable {
    /// Media packets that were opened.
    public internal(set) var packetsReceived: UInt64 = 0
    /// Their octets, as they came.
    public internal(set) var bytesReceived: UInt64 = 0
    /// Media packets that were sealed and left, repeated ones left out.
    public internal(set) var packetsSent: UInt64 = 0
    /// Their octets, as they left.
    public internal(set) var bytesSent: UInt64 = 0
    /// Packets whose tag was wrong.
    public internal(set) var unauthentic: UInt64 = 0
    /// Packets that came before, or too late to tell.
    public internal(set) var replayed: UInt64 = 0
    /// Packets that came before there were keys.
    public internal(set) var early: UInt64 = 0
    /// Packets that were authentic and made no sense, or belong to nothing that was agreed on.
    public internal(set) var senseless: UInt64 = 0
    /// Keyframes that the other side asked for.
    public internal(set) var keyframesWanted: UInt64 = 0
    /// Packets that it asked for again.
    public internal(set) var packetsAskedFor: UInt64 = 0

    /// Nothing yet.
    init() {}
}
