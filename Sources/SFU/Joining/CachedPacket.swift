internal import WebRTC

/// A packet that viewers who join may get: where it is in a batch that it keeps alive.
struct CachedPacket {
    /// The batch.
    let batch: MediaBatch
    /// Where it is among the batch's packets.
    let index: Int
    /// Its index in its source's history.
    let kept: UInt32
}
