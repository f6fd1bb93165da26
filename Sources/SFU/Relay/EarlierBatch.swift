internal import Timing
internal import WebRTC

/// A batch that an audience has missed, since it is new, and needs for the last keyframe.
struct EarlierBatch: Sendable {
    /// Its running number in the stream.
    let number: UInt64
    /// The packets.
    let batch: MediaBatch
    /// When they arrived.
    let arrival: Instant
}
