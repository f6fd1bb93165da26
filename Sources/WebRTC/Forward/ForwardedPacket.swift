internal import Bytes
public import RTP
public import Timing

/// A packet on its way to one peer, borrowed, with the bytes that it lies in.
public struct ForwardedPacket: ~Escapable {
    /// What is known of it.
    private(set) var facts: OutgoingPacket
    /// What it lies in.
    let bytes: RawSpan

    /// A packet of a batch whose bytes are `bytes`, kept under `index`.
    @_lifetime(copy bytes)
    public init(_ packet: MediaBatch.Packet, in bytes: RawSpan, index: UInt32) {
        facts = OutgoingPacket(packet, index: index)
        self.bytes = bytes
    }

    /// A packet that is all there is of it: one that was kept before, or one of our own making, whole and plain. `nil`
    /// when it makes no sense.
    @_lifetime(copy packet)
    public init?(
        whole packet: RawSpan, of source: MediaSource, at place: ExtendedSequenceNumber, index: UInt32,
        layers: FrameLayers = FrameLayers(), captured: Instant? = nil
    ) {
        let facts = OutgoingPacket(
            whole: packet, of: source, at: place, index: index, layers: layers, captured: captured)
        guard let facts else { return nil }
        self.facts = facts
        bytes = packet
    }

    /// Lets it count as captured later than it was, by so many ticks of its clock.
    public mutating func shift(by ticks: UInt32, of clockRate: UInt32) {
        facts.shift(by: ticks, of: clockRate)
    }
}
