/// What happens on the connections of a port.
public enum SRTEvent: Sendable {
    /// A caller that was let through is connected.
    case opened(SRTConnection, SRTCaller)
    /// Octets came: whole messages, one behind the other.
    case received(SRTConnection, [UInt8])
    /// What it counted, each second and at the end.
    case counted(SRTConnection, SRTStatistics)
    /// It is over: by the peer, by us, or since the network failed.
    case ended(SRTConnection)
}
