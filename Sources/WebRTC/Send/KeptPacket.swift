internal import RTP

/// A packet that was kept: where it is in a batch that it keeps alive.
public struct KeptPacket: Sendable {
    /// The batch that it came in.
    public let batch: MediaBatch
    /// Where it is among the batch's bytes.
    public let range: Range<Int>

    /// The packet at a place in a batch.
    public init(batch: MediaBatch, range: Range<Int>) {
        self.batch = batch
        self.range = range
    }

    /// Which layers of a scalable stream it is of. Batches have few packets.
    var layers: FrameLayers {
        batch.packets.first { $0.range == range }?.layers ?? FrameLayers()
    }
}
