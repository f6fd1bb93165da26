/// Gathers packets that left together, and says how much further apart two such groups arrived than they left.
///
/// Single packets say little: those of one frame leave at once and arrive as the slowest link lets them. Groups are
/// compared as wholes, last packet to last packet, since what a queue adds to a group it adds to its end (libwebrtc's
/// InterArrival works alike).
struct PacketGroups: Sendable {
    /// How far two groups that follow each other are apart, in microseconds.
    struct Step: Sendable {
        /// Where they left.
        let sent: Int64
        /// Where they arrived.
        let arrived: Int64
        /// When the second arrived.
        let at: Int64
    }

    /// Packets that left together. All times are microseconds, each of its side's own clock.
    private struct Group: Sendable {
        /// When the first left.
        var firstSent: Int64
        /// When the last left.
        var lastSent: Int64
        /// When the first arrived.
        var firstArrival: Int64
        /// When the last arrived.
        var lastArrival: Int64
    }

    /// The group that packets are added to.
    private var current: Group?
    /// The one before.
    private var previous: Group?

    /// Packets that left within this time are of one group.
    private static let span: Int64 = 5_000
    /// Packets that were held up together arrive within this time of each other, and for no longer than this in all.
    private static let burstGap: Int64 = 5_000, longestBurst: Int64 = 100_000

    /// Adds a packet; when it is the first of a new group, the two before it are compared.
    mutating func add(sent: Int64, arrived: Int64) -> Step? {
        guard var group = current else {
            begin(sent, arrived)
            return nil
        }
        // One that was overtaken says nothing of a queue.
        guard sent >= group.firstSent else { return nil }
        if belongs(sent, arrived, to: group) {
            group.lastSent = max(group.lastSent, sent)
            group.lastArrival = max(group.lastArrival, arrived)
            current = group
            return nil
        }
        defer {
            previous = current
            begin(sent, arrived)
        }
        guard let previous else { return nil }
        let step = Step(
            sent: group.lastSent - previous.lastSent, arrived: group.lastArrival - previous.lastArrival,
            at: group.lastArrival)
        // Arrivals that go backwards by a lot are a clock that was set.
        return step.arrived >= 0 ? step : nil
    }

    private mutating func begin(_ sent: Int64, _ arrived: Int64) {
        current = Group(firstSent: sent, lastSent: sent, firstArrival: arrived, lastArrival: arrived)
    }

    private func belongs(_ sent: Int64, _ arrived: Int64, to group: Group) -> Bool {
        if sent - group.firstSent <= Self.span { return true }
        let gap = arrived - group.lastArrival
        let isHeldUp = gap - (sent - group.lastSent) < 0
        return isHeldUp && gap <= Self.burstGap && arrived - group.firstArrival < Self.longestBurst
    }
}
