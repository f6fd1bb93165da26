import Runtime
import SFU
import Synchronization

/// The ways between two media loops: a ring each way for batches, and one for messages.
final class LoopLinks: Sendable {
    /// From each loop to the other, by number.
    let batches = (0..<2).map { _ in Ring<RelayedBatch>(capacity: 128) }
    /// The same for messages, of which there are few.
    let messages = (0..<2).map { _ in Ring<RelayMessage>(capacity: 64) }
}
