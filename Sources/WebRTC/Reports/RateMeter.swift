public import Timing

/// How many bits a second passed within the last while, a second unless told otherwise, counted in ten buckets.
public struct RateMeter: Sendable {
    /// How long a bucket is, in nanoseconds.
    private let nanosecondsPerSlot: Int64
    /// Octets of each bucket; bucket `n % 10` holds slot n of the axis.
    private var buckets = InlineArray<10, UInt32>(repeating: 0)
    /// The slot counted into last.
    private var slot: Int64 = .min
    /// The slot of the first packet, so that a young stream is not divided by a whole second.
    private var firstSlot: Int64 = .min

    private static let bucketCount: Int64 = 10

    /// A meter that has seen nothing.
    public init(span: Duration = .seconds(1)) {
        nanosecondsPerSlot = max(span.nanoseconds / Self.bucketCount, 1_000_000)
    }

    /// The rate seen from `now`.
    public func bitsPerSecond(at now: Instant) -> UInt64 {
        guard slot != .min else { return 0 }
        let current = now.nanoseconds / nanosecondsPerSlot
        let oldest = current &- (Self.bucketCount - 1)
        var octets: UInt64 = 0
        var each = max(oldest, slot &- (Self.bucketCount - 1))
        while each <= min(slot, current) {
            octets += UInt64(buckets[Self.index(each)])
            each += 1
        }
        // Whole buckets, and the part of the current one that has passed; never less than one bucket.
        let start = max(oldest, firstSlot) &* nanosecondsPerSlot
        let span = max(now.nanoseconds &- start, nanosecondsPerSlot)
        return octets * 8_000_000 / UInt64(span / 1000)
    }

    /// The rate seen from the end of the slot that was counted into last.
    var latest: UInt64 {
        slot == .min ? 0 : bitsPerSecond(at: Instant(nanoseconds: (slot &+ 1) &* nanosecondsPerSlot &- 1))
    }

    /// Counts a packet of `byteCount` octets.
    public mutating func add(_ byteCount: Int, at now: Instant) {
        let current = now.nanoseconds / nanosecondsPerSlot
        if slot == .min { (slot, firstSlot) = (current, current) }
        advance(to: current)
        buckets[Self.index(slot)] &+= UInt32(truncatingIfNeeded: byteCount)
    }

    /// Empties the buckets that come round again.
    private mutating func advance(to current: Int64) {
        guard current > slot else { return }
        if current - slot >= Self.bucketCount {
            buckets = InlineArray(repeating: 0)
            slot = current
        }
        while slot < current {
            slot += 1
            buckets[Self.index(slot)] = 0
        }
    }

    private static func index(_ slot: Int64) -> Int {
        Int(UInt64(bitPattern: slot) % UInt64(bucketCount))
    }
}
