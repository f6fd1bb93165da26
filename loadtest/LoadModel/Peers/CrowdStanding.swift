internal import SDP

/// How a crowd fares at a moment: what is counted as it happens, so that asking costs nothing.
struct CrowdStanding: Sendable {
    /// Viewers that came.
    private(set) var viewers = 0
    /// Viewers that saw a picture.
    var joined = 0
    /// Viewers that have keys and are there.
    private(set) var present = 0
    /// Viewers that came to nothing, or were thrown out.
    private(set) var failed = 0
    /// Publishers that came.
    private(set) var publishers = 0
    /// Publishers that may send.
    private(set) var live = 0
    /// Publishers that came to nothing.
    private(set) var failedPublishers = 0
    /// Packets of media that viewers were given.
    var packets: UInt64 = 0
    /// How old they were, since the last look.
    var latency = Histogram()

    /// Nobody came yet.
    init() {}

    /// A member comes.
    mutating func begin(_ purpose: SessionPurpose) {
        if purpose == .play { viewers += 1 } else { publishers += 1 }
    }

    /// A member has its keys.
    mutating func connect(_ purpose: SessionPurpose) {
        if purpose == .play { present += 1 } else { live += 1 }
    }

    /// A member is no more.
    mutating func end(_ purpose: SessionPurpose, wasLive: Bool, hasFailed: Bool) {
        switch purpose {
        case .play:
            present -= wasLive ? 1 : 0
            failed += hasFailed ? 1 : 0
        case .publish:
            live -= wasLive ? 1 : 0
            failedPublishers += hasFailed ? 1 : 0
        }
    }

    /// Adds how another crowd fares.
    mutating func merge(_ other: CrowdStanding) {
        viewers += other.viewers
        joined += other.joined
        present += other.present
        failed += other.failed
        publishers += other.publishers
        live += other.live
        failedPublishers += other.failedPublishers
        packets += other.packets
        latency.merge(other.latency)
    }
}
