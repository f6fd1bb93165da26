public import Bytes
public import Timing

/// A datagram that arrived, borrowed from its port's memory for the time of one call.
public struct Datagram: ~Escapable {
    /// Its bytes; at least one.
    public let payload: RawSpan
    /// Who sent it.
    public let peer: SocketAddress
    /// The address of ours that it came to, when the port is bound to all of them: the one to answer from.
    public let local: IPAddress?
    /// The two ECN bits of the IP header (RFC 3168 §5), 0 when the port does not read them.
    public let ecn: UInt8
    /// When the kernel got it; `nil` when the port does not read that.
    public let arrived: WallClock?
    /// How many datagrams came as one message that this is the first of; 0 for those behind it.
    public let run: Int

    @_lifetime(copy payload)
    init(
        payload: RawSpan, peer: SocketAddress, local: IPAddress?, ecn: UInt8, arrived: WallClock?, run: Int
    ) {
        self.payload = payload
        self.peer = peer
        self.local = local
        self.ecn = ecn
        self.arrived = arrived
        self.run = run
    }
}
