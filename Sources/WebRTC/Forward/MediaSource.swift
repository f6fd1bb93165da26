internal import Bytes
public import RTP
public import Timing

/// One stream of a publisher as it is passed on: what all who get it on one loop share.
///
/// Its packets are kept once, whole and plain, for everyone who may ask for one again.
public final class MediaSource {
    /// Tells it from all other sources that a viewer may have had.
    public let id: UInt32
    /// The identifiers of header extensions in its packets.
    let extensions: ExtensionMap
    /// Its last packets.
    private(set) var history: PacketHistory

    /// Finds what the history has let go of and who joins still gets, by its index there; asked when that is lost again.
    public var older: ((_ index: UInt32) -> KeptPacket?)?

    /// A source without packets. Audio is small: its history is.
    public init(id: UInt32, extensions: ExtensionMap, isVideo: Bool) {
        self.id = id
        self.extensions = extensions
        history =
            isVideo ? PacketHistory() : PacketHistory(byteCapacity: 64 << 10, packetCapacity: 256)
    }

    /// The packet of an index; `nil` when it is gone.
    func packet(at index: UInt32, at now: Instant) -> KeptPacket? {
        history.packet(at: index, at: now) ?? older?(index)
    }

    /// Keeps the packet of a place in a batch; its index is what viewers remember of it.
    public func keep(_ range: Range<Int>, of batch: MediaBatch, at now: Instant) -> UInt32 {
        history.keep(range, of: batch, at: now)
    }

    /// Keeps a copy of a packet.
    public func keep(_ packet: RawSpan, at now: Instant) -> UInt32 {
        history.keep(packet, at: now)
    }
}
