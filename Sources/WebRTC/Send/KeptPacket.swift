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
}
