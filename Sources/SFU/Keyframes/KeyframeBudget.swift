internal import Timing

/// When a publisher is asked for a keyframe of one of its layers, on behalf of all who want one: viewers who join or
/// have lost too much, whoever cuts segments, whoever records.
///
///     sated ── wanted ──► waiting for the budget ──► ordered
///       ▲                         │                     │
///       └──────── a keyframe came, ordered or not ──────┘
///
/// How often it is asked follows from what a keyframe costs it, never from how many want one. One that came by itself
/// counts like one that was ordered: it serves the same wishes and costs the same. What is lost on the publisher's own
/// way to us, so that nobody can decode, is not for this budget: `KeyframeRequests` asks for that at once.
///
/// One of each interval, or of half the spacing where keyframes cost much, is kept for viewers who stand still until it comes, since their paths carry no more what they
/// got: what others had before, who climbed or joined, does not hold these up.
struct KeyframeBudget {
    /// The least time between two keyframes, as the operator wants it.
    private let interval: Duration
    /// What one costs.
    private(set) var cost = KeyframeCost()
    /// When the last one came or was ordered.
    private var last: Instant?
    /// When one was ordered last for somebody who stood still, and whether one is wanted by such a viewer.
    private var lastUrgent: Instant?
    private var isUrgent = false
    /// Whether one has come. The first is how a stream begins: it was nobody's wish and delays none.
    private var hasBegun = false
    /// Whether one was ordered that has not come.
    private(set) var isOrdered = false
    /// When to order one; `nil` while nobody wants one, or one is ordered.
    private(set) var nextDeadline: Instant?
    /// How many wishes there were, and how many orders they became.
    private(set) var wishes: UInt64 = 0
    private(set) var orders: UInt64 = 0

    /// Keyframes that are ordered may take a tenth of a stream's rate, ...
    private static let share = 10
    /// ... unless that would mean to wait for more than so many intervals.
    private static let patience = 4

    /// A budget that was not used.
    init(interval: Duration) {
        self.interval = interval
    }

    /// The least time between two keyframes of which the latter is ordered.
    var spacing: Duration {
        max(interval, min(cost.duration * Self.share, interval * Self.patience))
    }

    /// Somebody wants a keyframe, and stands still until it comes if that `isUrgent`. It is ordered when `nextDeadline` has
    /// come, unless one comes before.
    mutating func want(isUrgent: Bool = false, at now: Instant) {
        wishes &+= 1
        guard !isOrdered, nextDeadline == nil || isUrgent && !self.isUrgent else { return }
        var deadline = max(now, last?.advanced(by: spacing) ?? now)
        if isUrgent {
            let kept = lastUrgent?.advanced(by: max(interval, spacing / 2)) ?? now
            deadline = min(deadline, max(now, kept))
        }
        self.isUrgent = isUrgent
        nextDeadline = deadline
    }

    /// Whether to order a keyframe now.
    mutating func takeOrder(at now: Instant) -> Bool {
        guard let deadline = nextDeadline, deadline <= now else { return false }
        if isUrgent { lastUrgent = now }
        (nextDeadline, last, isOrdered, isUrgent) = (nil, now, true, false)
        orders &+= 1
        return true
    }

    /// A keyframe begins to arrive: what was wanted is there.
    mutating func keyframeArrived(at now: Instant) {
        if hasBegun { last = now }
        (nextDeadline, isOrdered, isUrgent, hasBegun) = (nil, false, false, true)
    }

    /// A keyframe is there, and this was its size in a stream of that rate.
    mutating func noteCost(byteCount: Int, bitsPerSecond: UInt64) {
        cost.note(byteCount: byteCount, bitsPerSecond: bitsPerSecond)
    }
}
