internal import RTP
internal import SDP
internal import Timing
internal import WebRTC

/// What viewers of one stream on one shard begin with: the video source that they get, and its packets since the last
/// keyframe.
struct JoinPoint {
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
    mutating func add(
        _ packet: MediaBatch.Packet, at index: Int, of batch: MediaBatch, kept: UInt32,
        from source: MediaSource,
        at now: Instant
    ) {
        let origin = batch.origins[packet.origin]
        guard origin.kind == .video else { return }
        if self.source !== source || self.origin?.format.payloadType != origin.format.payloadType {
            (self.source, self.origin) = (source, origin)
            cache = GOPCache(settings, clockRate: origin.format.clockRate)
        }
        cache.add(
            .init(
                place: packet.place, timestamp: packet.header.timestamp, byteCount: packet.range.count,
                content: CachedPacket(batch: batch, index: index, kept: kept)),
            canBegin: packet.canBegin, at: now)
    }

    /// The packet that was kept under an index in its source's history. Indices rise with places but for packets that
    /// came late, which are not found.
    func packet(kept index: UInt32) -> KeptPacket? {
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
    mutating func close() {
        cache = GOPCache(settings, clockRate: origin?.format.clockRate ?? 0)
    }

    /// The publisher has gone.
    mutating func removeAll() {
        (source, origin) = (nil, nil)
        cache = GOPCache(settings, clockRate: 0)
    }
}
