public import Synchronization

/// The end of a ring that takes items out, owned by one thread or loop at a time.
@safe public struct RingConsumer<Item: ~Copyable & Sendable>: ~Copyable, Sendable {
    /// The ring.
    @usableFromInline let ring: Ring<Item>
    /// How many items were taken.
    @usableFromInline var head = 0
    /// How many had been put in when last looked, which is done only when all of those are taken.
    @usableFromInline var tail = 0

    init(_ ring: Ring<Item>) {
        self.ring = ring
    }

    /// How many items wait.
    public var count: Int { ring.tail.value.load(ordering: .acquiring) &- head }

    /// Takes the oldest item; `nil` when the ring is empty.
    @inlinable public mutating func pop() -> Item? {
        if head == tail {
            tail = ring.tail.value.load(ordering: .acquiring)
            guard head != tail else { return nil }
        }
        // Sound: by the guard the slot holds an item, which is the consumer's.
        let item = unsafe (ring.slots + (head & (ring.capacity &- 1))).move()
        head &+= 1
        ring.head.value.store(head, ordering: .releasing)
        return item
    }
}
