import Timing

/// What a packet costs a loop in processor time, of late.
///
/// Looked at whenever somebody asks, however often and however many do: a figure is over the last five seconds at least,
/// and back to the last look before those.
struct CostMeter: Sendable {
    /// A look at both counters.
    private struct Look {
        var at: Instant
        var processorTime: Duration
        var packets: UInt64
    }

    /// The look that figures begin at, and the last one, which they will begin at next.
    private var start: Look?
    private var latest: Look?

    private static let shortest = Duration.seconds(5)

    /// Looks at the counters. Returns the processor time a packet took; `nil` when none left or it is too early to tell.
    mutating func look(_ processorTime: Duration, packets: UInt64, at now: Instant) -> Duration? {
        let look = Look(at: now, processorTime: processorTime, packets: packets)
        guard let start, let latest else {
            (self.start, self.latest) = (look, look)
            return nil
        }
        if latest.at.duration(to: now) >= Self.shortest {
            (self.start, self.latest) = (latest, look)
            return Self.cost(from: latest, to: look)
        }
        return Self.cost(from: start, to: look)
    }

    private static func cost(from start: Look, to end: Look) -> Duration? {
        let packets = end.packets &- start.packets
        guard packets > 0, packets < .max / 2 else { return nil }
        return (end.processorTime - start.processorTime) / Double(packets)
    }
}
