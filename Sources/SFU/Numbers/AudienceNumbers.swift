internal import SDP
internal import Timing
public import WebRTC

/// What is known of where a stream goes: all viewers together.
public struct AudienceNumbers: Sendable {
    /// How many there are.
    public private(set) var viewers = 0
    /// How many of them are connected and wait for the publisher, or for a keyframe of its video: they have got nothing yet
    /// of what they take. A publisher without video keeps nobody waiting for it.
    public private(set) var waiting = 0
    /// How many of them cannot get the publisher's codec.
    public private(set) var unfit = 0
    /// What was counted, also of those who have left.
    public private(set) var counts = MediaCounts()
    /// How much goes out.
    public private(set) var bitsPerSecond: UInt64 = 0
    /// The sums of all shares of packets lost and of all round trips, and how many of these were measured.
    private var lostSum = 0.0
    private var roundTripSum = Duration.zero
    private var measured = 0

    /// Nobody.
    public init() {}

    /// Adds a viewer, which waits if it has got nothing of one of these kinds of media.
    mutating func add(
        _ viewer: Session, of audience: Audience, awaiting kinds: [MediaKind], at now: Instant
    ) {
        if viewer.isWaiting(for: kinds, of: audience) { waiting += 1 }
        var (counts, rate, isUnfit) = (MediaCounts(), UInt64(0), false)
        for subscription in viewer.subscriptions where subscription.audience === audience {
            counts.add(viewer.peer.sentCounts(inSection: subscription.section))
            rate &+= viewer.peer.sentBitsPerSecond(inSection: subscription.section, at: now)
            isUnfit = isUnfit || subscription.unfitCodec != nil
        }
        if isUnfit { unfit += 1 }
        add(
            viewer: counts, bitsPerSecond: rate, fractionLost: viewer.peer.sentFractionLost,
            roundTrip: viewer.peer.roundTrip)
    }

    /// Adds what was counted and measured of a viewer.
    mutating func add(
        viewer counts: MediaCounts, bitsPerSecond rate: UInt64, fractionLost: Double, roundTrip: Duration?
    ) {
        viewers += 1
        self.counts.add(counts)
        bitsPerSecond &+= rate
        lostSum += fractionLost
        if let roundTrip {
            roundTripSum += roundTrip
            measured += 1
        }
    }

    /// Adds what was counted of those who have left.
    mutating func add(_ departed: MediaCounts) {
        counts.add(departed)
    }

    /// Adds what another shard knows.
    public mutating func merge(_ other: AudienceNumbers) {
        viewers += other.viewers
        waiting += other.waiting
        unfit += other.unfit
        counts.add(other.counts)
        bitsPerSecond &+= other.bitsPerSecond
        lostSum += other.lostSum
        roundTripSum += other.roundTripSum
        measured += other.measured
    }

    /// The share of packets that a viewer lost lately, by their reports, on average, 0 to 1.
    public var fractionLost: Double { viewers > 0 ? lostSum / Double(viewers) : 0 }

    /// The round trip to a viewer on average; `nil` when none was measured.
    public var roundTrip: Duration? { measured > 0 ? roundTripSum / measured : nil }
}
