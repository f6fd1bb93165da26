internal import Synchronization

/// A bounded queue from one thread to one other, without locks: packets on their way to another core's loop.
///
/// Full means refused and counted: the consumer is behind, and what waits is worth less than what comes. The producer
/// pushes its batch and then wakes the consumer's loop once (`EventLoop.wake`, which asks the kernel only when the
/// loop sleeps). The consumer pops until the ring is empty, after each of its turns.
///
/// Invariants:
/// 1. `head <= tail <= head + capacity`; both count for ever, and a slot's index is the count modulo the capacity.
/// 2. The slots from `head` to `tail` are initialised and belong to the consumer, all others to the producer.
/// 3. Only the one producer stores `tail`, after it wrote the slots; only the one consumer stores `head`, after it
///    moved them out. Release and acquire make each see what the other did to a slot before it was handed over.
///
/// These are the proof for `@unchecked Sendable`: there is one producer and one consumer, since each can be made
/// once and neither can be copied.
@safe public final class Ring<Item: ~Copyable & Sendable>: @unchecked Sendable {
    /// The slots.
    @usableFromInline let slots: UnsafeMutablePointer<Item>
    /// How many there are, a power of two.
    public let capacity: Int
    /// How many items were taken.
    @usableFromInline let head = LoneCounter()
    /// How many items were put in.
    @usableFromInline let tail = LoneCounter()
    /// Whether each end has been made.
    private let producerExists = Atomic<Bool>(false)
    private let consumerExists = Atomic<Bool>(false)

    /// A ring for at least `capacity` items.
    public init(capacity: Int) {
        precondition(capacity > 0 && capacity <= 1 << 30, "a ring holds at least one item and not a billion")
        var size = 1
        while size < capacity { size *= 2 }
        self.capacity = size
        unsafe slots = UnsafeMutablePointer.allocate(capacity: size)
    }

    deinit {
        // Sound: both ends hold the ring, so they are gone, and invariant 2 says which slots hold something.
        var index = head.value.load(ordering: .acquiring)
        let end = tail.value.load(ordering: .acquiring)
        while index != end {
            unsafe (slots + (index & (capacity - 1))).deinitialize(count: 1)
            index &+= 1
        }
        unsafe slots.deallocate()
    }

    /// The end that puts items in. It can be made once.
    public func makeProducer() -> RingProducer<Item> {
        precondition(
            !producerExists.exchange(true, ordering: .acquiringAndReleasing), "a ring has one producer")
        return RingProducer(self)
    }

    /// The end that takes items out. It can be made once.
    public func makeConsumer() -> RingConsumer<Item> {
        precondition(
            !consumerExists.exchange(true, ordering: .acquiringAndReleasing), "a ring has one consumer")
        return RingConsumer(self)
    }
}
