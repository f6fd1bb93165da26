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
    /// Where they are in it.
    private var places: PlaceIndex

    /// Finds what the history has let go of and who joins still gets, by its index there; asked when that is lost again.
    public var older: ((_ index: UInt32) -> KeptPacket?)?

    /// A source without packets. Audio is small: its history is.
    public init(id: UInt32, extensions: ExtensionMap, isVideo: Bool) {
        self.id = id
        self.extensions = extensions
        history =
            isVideo ? PacketHistory() : PacketHistory(byteCapacity: 64 << 10, packetCapacity: 256)
        places = PlaceIndex(capacity: isVideo ? 8192 : 256)
    }

    /// The packet of an index; `nil` when it is gone.
    func packet(at index: UInt32, at now: Instant) -> KeptPacket? {
        history.packet(at: index, at: now) ?? older?(index)
    }

    /// What the packet of an index says of its frame's number to who gets its dependency descriptor, if it `isDescribed`, or else
    /// to who does not; `nil` when it is gone.
    func counters(
        of index: UInt32, in place: FrameCounters.Place, isDescribed: Bool, at now: Instant
    ) -> FrameCounters? {
        guard let kept = packet(at: index, at: now) else { return nil }
        let bytes = kept.batch.bytes
        let whole = bytes.bytes.extracting(kept.range)
        guard let facts = OutgoingPacket(whole: whole, of: self, at: ExtendedSequenceNumber(0)) else {
            return nil
        }
        let payload = whole.extracting(facts.payload)
        guard isDescribed else { return FrameCounters(payload: payload, place: place, descriptor: nil) }
        return FrameCounters(
            payload: payload, place: place, descriptor: facts.extensions.dependencyDescriptor(in: whole))
    }

    /// Keeps a packet of a batch, to be found by its place in the source.
    public func keep(_ packet: MediaBatch.Packet, of batch: MediaBatch, at now: Instant) -> UInt32 {
        let index = history.keep(packet.range, of: batch, at: now)
        places.insert(index, at: packet.place)
        return index
    }

    /// Keeps a copy of a packet.
    public func keep(_ packet: RawSpan, at now: Instant) -> UInt32 {
        history.keep(packet, at: now)
    }

    /// Takes note of where a kept packet is in the source, by which viewers ask for it.
    func note(_ index: UInt32, at place: ExtendedSequenceNumber) {
        places.insert(index, at: place)
    }

    /// The index of the packet at a place; `nil` when it is forgotten.
    func index(at place: ExtendedSequenceNumber) -> UInt32? { places[place] }
}
