internal import Timing
internal import WebRTC

/// A packet that waits to be passed on with the others of its batch.
struct PendingPacket {
    /// What is known of it.
    let received: ReceivedPacket
    /// Where it begins among the bytes of the batch.
    let start: Int
    /// Which of the router's layers it is of.
    let layer: Int
    /// Its index in its source's history.
    let kept: UInt32
    /// When it was captured, where that is known.
    let captured: Instant?

    /// Where it is among the bytes of the batch.
    var range: Range<Int> { start..<start + received.range.count }
}
