internal import Bytes
internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// What viewers of one stream on one shard begin with: the video source that they get, and its packets since the last
/// keyframe.
///
/// The source asks it for packets that its own history has let go of. Both refer to each other while viewers may begin
/// with the source; `removeAll()` ends that. A weak reference would make each counting of the source's or the audience's
/// references, some for every packet, several times as slow for as long as they live.
final class JoinPoint {
    /// The source's packets.
    private(set) var cache: GOPCache<CachedPacket>
    /// The source; `nil` before the first packet.
    private(set) var source: MediaSource?
    /// What its packets are; `nil` before the first.
    private(set) var origin: MediaBatch.Origin?
    /// How much is kept, and how fast it is given out.
    let settings: JoinSettings

    init(_ settings: JoinSettings) {
        self.settings = settings
        cache = GOPCache(settings, clockRate: 0)
    }

    /// Takes a packet that viewers get. One of another source, or in another format, makes all before it useless.
    func add(
        _ packet: MediaBatch.Packet, at index: Int, of batch: MediaBatch, kept: UInt32,
        from source: MediaSource,
        at now: Instant
    ) {
        guard batch.origins[packet.origin].kind == .video else { return }
        let type = batch.origins[packet.origin].format.payloadType
        if self.source !== source || origin?.format.payloadType != type {
            begin(with: source, batch.origins[packet.origin])
        }
        cache.add(
            .init(
                place: packet.place, timestamp: packet.header.timestamp, byteCount: packet.range.count,
                content: CachedPacket(batch: batch, index: index, kept: kept)),
            canBegin: packet.canBegin, at: now)
    }

    private func begin(with source: MediaSource, _ origin: MediaBatch.Origin) {
        self.source?.older = nil
        (self.source, self.origin) = (source, origin)
        cache = GOPCache(settings, clockRate: origin.format.clockRate)
        source.older = { self.packet(kept: $0) }
    }

    /// The packet that was kept under an index in its source's history. Indices rise with places but for packets that
    /// came late, which are not found.
    private func packet(kept index: UInt32) -> KeptPacket? {
        let packets = cache.packets
        var (low, high) = (0, packets.count)
        while low < high {
            let middle = (low + high) / 2
            if Int32(bitPattern: packets[middle].content.kept &- index) < 0 {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < packets.count, packets[low].content.kept == index else { return nil }
        let found = packets[low].content
        return KeptPacket(batch: found.batch, range: found.batch.packets[found.index].range)
    }

    /// Packets are missing that nobody has: who comes now begins with the next keyframe.
    func close() {
        cache = GOPCache(settings, clockRate: origin?.format.clockRate ?? 0)
    }

    /// The publisher has gone, or all viewers have.
    func removeAll() {
        source?.older = nil
        (source, origin) = (nil, nil)
        cache = GOPCache(settings, clockRate: 0)
    }
}
