public import WebRTC

/// A batch on its way from its stream's home to another shard.
public struct RelayedBatch: Sendable {
    /// The stream's name.
    public let stream: String
    /// Its running number in the stream, by which it is noticed that one was dropped.
    public let number: UInt64
    /// The packets.
    public let batch: MediaBatch
    /// What came before it since the last keyframes, for an audience that is new; empty for all others.
    var earlier: [EarlierBatch] = []

    /// The packets of what came before it, in order of arrival.
    public var earlierBatches: [MediaBatch] { earlier.map(\.batch) }
}
