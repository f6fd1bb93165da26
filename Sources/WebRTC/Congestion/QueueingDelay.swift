internal import Timing

/// How long packets wait in queues on the way to a receiver: their one-way delay less the least of late.
///
/// The two clocks have nothing to do with each other, so only differences count; and they drift, so the least is
/// forgotten after a while.
struct QueueingDelay: Sendable {
    /// The least of a present span of time and of the one before.
    private struct Least: Sendable {
        /// How long a span is, in microseconds.
        let span: Int64
        /// When the present one began.
        private var start = Int64.min
        /// The least of each.
        private(set) var present = Int64.max, before = Int64.max

        init(span: Int64) {
            self.span = span
        }

        var value: Int64 { min(present, before) }

        mutating func add(_ value: Int64, at time: Int64) {
            if start == .min || time < start || time - start > span {
                before = start == .min || abs(time - start) > 2 * span ? .max : present
                present = .max
                start = time
            }
            present = min(present, value)
        }
    }

    /// The least one-way delay. Clocks that drift by 100 ppm are 3 ms apart after its span.
    private var base = Least(span: 30_000_000)
    /// The least that packets sent of late waited: what a burst adds is gone within it.
    private var low = Least(span: 120_000)
    /// The same from one frame to the next.
    private var frames = Least(span: 40_000)
    /// Averages that follow within some packets and within some more, in microseconds.
    private var quick: Int64 = 0, slow: Int64 = 0

    /// How long packets wait.
    var duration: Duration { .microseconds(quick) }

    /// Whether that grew of late.
    var isRising: Bool { quick > slow }

    /// Whether what was sent last waits longer than what was sent some frames ago, and that waited already. A burst, which
    /// only the frame behind it finds in its way, does not look so, however little room the path has to drain it.
    var isGrowing: Bool {
        frames.before < .max && frames.before > Self.growth && frames.present > frames.before + Self.growth
    }

    /// By how much, in microseconds.
    private static let growth: Int64 = 15_000

    /// How long packets wait at least, whenever they are sent: the part of the queue that does not drain.
    var standing: Duration { low.value == .max ? .zero : .microseconds(low.value) }

    /// Adds a packet; both times are microseconds, each of its side's own clock.
    mutating func add(sent: Int64, arrived: Int64) {
        base.add(arrived - sent, at: sent)
        let waiting = arrived - sent - base.value
        low.add(waiting, at: sent)
        frames.add(waiting, at: sent)
        quick += (waiting - quick) / 4
        slow += (waiting - slow) / 16
    }
}
