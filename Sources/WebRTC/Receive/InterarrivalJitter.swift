internal import RTP
internal import Timing

/// How much the spacing of a stream's packets varies on the way (RFC 3550 §6.4.1, §A.8).
///
/// Deviation: RFC 3550 looks at each packet. Those of one video frame share a timestamp but are paced over
/// milliseconds, which would count as jitter, so only the first of a timestamp is looked at.
struct InterarrivalJitter: Sendable {
    /// Ticks of the stream's clock in a second.
    private let clockRate: Int64
    /// The timestamp looked at last, and how much later than it the packet came, in ticks modulo 2^32.
    private var last: (timestamp: RTPTimestamp, transit: Int32)?
    /// The estimate in 1/16 tick.
    private var scaled: UInt32 = 0

    init(clockRate: UInt32) {
        self.clockRate = Int64(clockRate)
    }

    /// The estimate in ticks.
    var ticks: UInt32 { scaled >> 4 }

    /// Looks at a packet that nothing overtook.
    mutating func note(_ timestamp: RTPTimestamp, at now: Instant) {
        guard timestamp != last?.timestamp else { return }
        let (seconds, rest) = now.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let arrival = Int32(truncatingIfNeeded: seconds &* clockRate &+ rest &* clockRate / 1_000_000_000)
        let transit = arrival &- Int32(bitPattern: timestamp.value)
        defer { last = (timestamp, transit) }
        guard let last else { return }
        let change = (transit &- last.transit).magnitude
        // More than five seconds is a new time line, not jitter.
        guard Int64(change) < 5 * clockRate else { return }
        scaled = scaled &+ change &- (scaled &+ 8) >> 4
    }

    /// Forgets the last packet, not the estimate: the time line changed.
    mutating func restart() {
        last = nil
    }
}
