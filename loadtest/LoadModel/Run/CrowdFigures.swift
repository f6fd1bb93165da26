internal import SDP
internal import Timing

/// What one loop's peers, or all, counted up to some moment.
struct CrowdFigures: Sendable {
    /// The viewers.
    private(set) var viewers: [ViewerFigures] = []
    /// The publishers.
    private(set) var publishers: [PublisherFigures] = []
    /// From capture to arrival, packet by packet, in microseconds.
    private(set) var latency = Histogram()
    /// How late the loops were, in microseconds.
    private(set) var lateness = Histogram()
    /// How many datagrams the kernel threw away since the tester did not fetch them in time.
    private(set) var receiveOverflows = 0
    /// How many packets of media viewers were given.
    private(set) var packets: UInt64 = 0

    /// Nothing.
    init() {}

    /// What a crowd counted.
    init(_ crowd: Crowd, _ work: CrowdWork, at now: Instant) {
        for case let member? in crowd.members {
            switch member.purpose {
            case .play: viewers.append(ViewerFigures(member))
            case .publish: publishers.append(PublisherFigures(member))
            }
        }
        latency = crowd.latency
        packets = crowd.packetsReceived
        lateness = work.lateness
        receiveOverflows = work.receiveOverflows
    }

    /// Adds what another loop counted.
    mutating func merge(_ other: CrowdFigures) {
        viewers += other.viewers
        publishers += other.publishers
        latency.merge(other.latency)
        lateness.merge(other.lateness)
        receiveOverflows += other.receiveOverflows
        packets += other.packets
    }
}
