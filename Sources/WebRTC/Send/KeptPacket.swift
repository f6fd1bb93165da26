/// A packet that was kept: where it is in a batch that it keeps alive.
public struct KeptPacket: Sendable {
    /// The batch that it came in.
    public let batch: MediaBatch
    /// Where it is among the batch's bytes.
    public let range: Range<Int>
}
