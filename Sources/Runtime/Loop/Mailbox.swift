internal import Synchronization

/// Values on their way to a loop from any thread, read in batches; one wake-up a batch.
///
/// It is bounded, because what fills it may come from a network: a full box refuses and counts, and the sender
/// decides what that means.
public final class Mailbox<Message: Sendable>: Sendable {
    /// What waits, in order of posting.
    private let messages = Mutex<[Message]>([])
    /// The loop that reads.
    private let loop: EventLoop
    /// How many messages may wait.
    private let capacity: Int

    /// A box that `loop` reads in its poller's `afterTurn`.
    public init(on loop: EventLoop, capacity: Int = 1 << 16) {
        self.loop = loop
        self.capacity = capacity
    }

    /// Posts a message and wakes the loop; `false` when the box is full.
    @discardableResult public func post(_ message: Message) -> Bool {
        let (accepted, wasEmpty) = messages.withLock { messages in
            guard messages.count < capacity else { return (false, false) }
            messages.append(message)
            return (true, messages.count == 1)
        }
        // A box that was not empty has a wake-up on its way.
        if wasEmpty { loop.wake() }
        return accepted
    }

    /// How many wait.
    public var count: Int { messages.withLock { $0.count } }

    /// Takes all that waits.
    public func drain() -> [Message] {
        messages.withLock { messages in
            let all = messages
            messages = []
            return all
        }
    }
}
