public import Links
public import Timing

/// A bad network between a peer and its socket: datagrams go in, and come out late, doubled, in another order or not
/// at all.
///
/// One for each direction of each peer that has one. The same seed makes the same weather. What waits is bounded, since
/// a link whose rate is limited drops what does not fit its queue, and one that is only slow holds as much as arrives
/// in its delay.
///
/// The owner sends what `next` gives and calls again at `nextDeadline`. One mutation, then `next` to `nil`, then the
/// next.
public struct Impairment<Datagram>: ~Copyable {
    /// What decides.
    private var link: Link
    /// What is on its way.
    private var waiting = DeadlineQueue<Datagram>()
    /// How many datagrams may wait at most; what comes on top is dropped.
    private let capacity: Int
    /// How many were dropped for that.
    public private(set) var overflowed = 0

    /// A link under these conditions.
    public init(_ conditions: LinkConditions, seed: UInt64, capacity: Int = 4096) {
        link = Link(conditions, seed: seed)
        self.capacity = capacity
    }

    // MARK: Getters

    /// What became of the datagrams so far.
    public var counters: LinkCounters { link.counters }

    /// When the next datagram comes out; `nil` while none is on its way.
    public var nextDeadline: Instant? { waiting.next }

    // MARK: Commands

    /// Changes the weather. What is on its way is not affected.
    public mutating func change(to conditions: LinkConditions) {
        link.conditions = conditions
    }

    /// Puts a datagram of so many octets on its way.
    public mutating func send(_ datagram: Datagram, byteCount: Int, at now: Instant) {
        for arrival in link.arrivals(of: byteCount, at: now) {
            guard waiting.count < capacity else {
                overflowed += 1
                return
            }
            waiting.schedule(datagram, at: arrival)
        }
    }

    /// The next datagram that has arrived; `nil` when there is none by now.
    public mutating func next(at now: Instant) -> Datagram? {
        waiting.pop(dueAt: now)
    }
}
