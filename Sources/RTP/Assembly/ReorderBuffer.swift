internal import Timing

/// Packets put in order of their places, with a bounded wait for those that are missing.
///
/// Invariants:
/// 1. Every packet that waits has a place beyond `next`.
/// 2. At most `limit` packets wait; one more gives up on the oldest gap.
struct ReorderBuffer<Packet> {
    /// What comes out.
    enum Step {
        /// The packet that was due.
        case packet(Packet)
        /// Packets are gone for good; the next that comes out is beyond them.
        case gap
    }

    /// The place that is due; `nil` before the first packet.
    private var next: ExtendedSequenceNumber?
    /// Packets beyond it, in order of their places, each with when it came.
    private var waiting: [(place: ExtendedSequenceNumber, packet: Packet, arrival: Instant)] = []
    /// How long a missing packet is waited for.
    private let patience: Duration

    /// The most packets that wait: a second of 20 Mb/s.
    private static var limit: Int { 2048 }

    init(patience: Duration) {
        self.patience = patience
    }

    /// When waiting for what is missing is over; `nil` when nothing is missing.
    var nextDeadline: Instant? { waiting.map(\.arrival).min()?.advanced(by: patience) }

    /// Takes a packet. One that comes too late, or again, is dropped.
    mutating func insert(_ packet: Packet, at place: ExtendedSequenceNumber, arrival: Instant) {
        let due = next ?? place
        next = due
        guard place >= due else { return }
        let index = waiting.lastIndex { $0.place <= place }
        if let index, waiting[index].place == place { return }
        waiting.insert((place, packet, arrival), at: index.map { $0 + 1 } ?? 0)
    }

    /// The next step; `nil` when there is nothing to do but wait.
    mutating func poll(at now: Instant) -> Step? {
        guard let due = next, let first = waiting.first else { return nil }
        if first.place == due {
            waiting.removeFirst()
            next = due.advanced(by: 1)
            return .packet(first.packet)
        }
        guard waiting.count > Self.limit || nextDeadline.map({ $0 <= now }) == true else { return nil }
        next = first.place
        return .gap
    }
}
