public import Synchronization

/// The end of a ring that puts items in, owned by one thread or loop at a time.
@safe public struct RingProducer<Item: ~Copyable & Sendable>: ~Copyable, Sendable {
    /// The ring.
    @usableFromInline let ring: Ring<Item>
    /// How many items were put in.
    @usableFromInline var tail = 0
    /// How many were taken when last looked. Looking costs a trip to the other core's cache, so it is done only when
    /// the ring seems full.
    @usableFromInline var head = 0
    /// How many items were refused because the ring was full.
    public private(set) var refused = 0

    init(_ ring: Ring<Item>) {
        self.ring = ring
    }

    /// How many items wait to be taken.
    public var count: Int { tail &- ring.head.value.load(ordering: .acquiring) }

    /// Puts an item in. `false` when the ring is full: the item is gone then, and counted.
    @inlinable public mutating func push(_ item: consuming Item) -> Bool {
        if tail &- head == ring.capacity {
            head = ring.head.value.load(ordering: .acquiring)
            guard tail &- head < ring.capacity else { return refuse() }
        }
        // Sound: by the guard the slot is the producer's and not initialised.
        unsafe (ring.slots + (tail & (ring.capacity &- 1))).initialize(to: item)
        tail &+= 1
        ring.tail.value.store(tail, ordering: .releasing)
        return true
    }

    /// Counts an item that found no room.
    @usableFromInline mutating func refuse() -> Bool {
        refused += 1
        return false
    }
}
