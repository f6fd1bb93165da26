/// How a UDP port is set up.
public struct UDPOptions: Sendable {
    /// Whether the kernel may hand over several datagrams of one peer as one (UDP_GRO), which we split. It costs a
    /// slot of 64 KiB for each message of a receive call instead of `largestDatagram`.
    public var coalesces = true
    /// Whether a second socket of the same port sends. The kernel tells whoever waits for a socket of each datagram that has
    /// left it, a thirtieth of what sending costs; for the second nobody waits.
    public var sendsApart = false
    /// Whether `Datagram.ecn` is read. We leave the field of what we send alone in any case.
    public var readsECN = false
    /// Whether `Datagram.arrived` is read (SO_TIMESTAMPNS): a look at the clock for each message, by whoever brings it.
    public var readsArrival = false
    /// Whether the owner calls `UDPPort.drain` when it likes, instead of being called as soon as something is there. On
    /// loopback, waking somebody costs the sender more than sending does (PERFORMANCE.md).
    public var isDrainedByOwner = false
    /// What may wait in the kernel to be sent, in bytes. 4 MB is 10 ms of what one core can send.
    public var sendBuffer = 4 << 20
    /// What may wait in the kernel to be received, in bytes: a join storm must fit while the loop is busy.
    public var receiveBuffer = 4 << 20
    /// Datagrams larger than this are dropped and counted, unless `coalesces` makes every slot large enough.
    public var largestDatagram = 2048
    /// What may wait in the port while the kernel takes nothing, in bytes. Small: media that waits is worth little.
    public var backlog = 256 << 10

    /// The defaults.
    public init() {}
}
