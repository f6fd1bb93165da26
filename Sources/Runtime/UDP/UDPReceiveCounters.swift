/// What a port received since it was made.
public struct UDPReceiveCounters: Hashable, Sendable {
    /// Datagrams given to the owner, each segment of a coalesced one.
    public var datagrams = 0
    /// Their payload bytes.
    public var bytes = 0
    /// Receive calls that brought any: `datagrams / batches` says how well the work is shared.
    public var batches = 0
    /// Messages dropped because they were larger than their slot.
    public var truncated = 0
    /// Receive calls that failed.
    public var failures = 0
}
