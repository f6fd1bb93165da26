public import Timing

/// One direction between two addresses: decides when each packet arrives, if it does.
///
/// It holds no packet. Whoever asks keeps them until then: the emulated network of tests, and the load tester between
/// a peer and its socket.
public struct Link: Sendable {
    /// What it does to packets; may change at any time.
    public var conditions: LinkConditions
    /// Where its chance comes from: its own, so that one direction's traffic does not change the other's fate.
    private var generator: SplitMix64
    /// What became of the packets so far.
    public private(set) var counters = LinkCounters()
    /// Whether a burst of losses is going on.
    private var isBad = false
    /// How much longer than at least packets travel now.
    private var jitter: WanderingDelay
    /// When the last bit of the queue will have left.
    private var busyUntil = Instant.zero
    /// When the last packet that was not held back arrives. Invariant: none of those arrives before it.
    private var lastArrival = Instant.zero

    /// A link that `seed` makes repeatable.
    public init(_ conditions: LinkConditions, seed: UInt64) {
        self.conditions = conditions
        generator = SplitMix64(seed: seed)
        jitter = WanderingDelay(seed: generator.next())
    }

    /// When a packet sent now arrives: never, once or twice.
    public mutating func arrivals(of byteCount: Int, at now: Instant) -> [Instant] {
        counters.sent += 1
        guard let departure = departure(of: byteCount, at: now) else {
            counters.overflowed += 1
            return []
        }
        // All numbers are drawn for each packet, so that a changed condition changes nothing else.
        let isLost = conditions.loss.loses(isBad: &isBad, &generator)
        let isDoubled = generator.happens(conditions.duplication)
        let isHeldBack = generator.happens(conditions.reordering)
        let arrival = arrival(of: departure, isHeldBack: isHeldBack)
        let copy = self.arrival(of: departure, isHeldBack: true)
        guard !isLost else {
            counters.lost += 1
            return []
        }
        if isHeldBack { counters.heldBack += 1 }
        if isDoubled { counters.duplicated += 1 }
        return isDoubled ? [arrival, copy] : [arrival]
    }

    /// When the packet has left the queue; `nil` when it does not fit.
    private mutating func departure(of byteCount: Int, at now: Instant) -> Instant? {
        guard let rate = conditions.bitsPerSecond, rate > 0 else { return now }
        let start = max(busyUntil, now)
        let waiting = now.duration(to: start).seconds * Double(rate) / 8
        guard waiting + Double(byteCount) <= Double(conditions.queueByteCount) else { return nil }
        busyUntil = start.advanced(by: .seconds(Double(byteCount * 8) / Double(rate)))
        return busyUntil
    }

    /// When a packet that left at `departure` arrives.
    private mutating func arrival(of departure: Instant, isHeldBack: Bool) -> Instant {
        let hold = conditions.reorderingDelay * generator.fraction()
        let travel = conditions.delay + jitter.value(upTo: conditions.jitter, at: departure)
        let arrival = departure.advanced(by: travel)
        guard !isHeldBack else { return arrival.advanced(by: hold) }
        // A nanosecond apart, since packets that arrive at the same instant have no order.
        lastArrival = max(arrival, lastArrival.advanced(by: .nanoseconds(1)))
        return lastArrival
    }
}
