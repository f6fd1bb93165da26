/// A moment on the monotonic axis that drives every state machine: nanoseconds since an arbitrary start.
///
/// Cores are told the time, they never ask for it. In production it is CLOCK_MONOTONIC, read once a turn of the
/// event loop; in tests it is whatever the test says. It never mixes with `WallClock`, which is what people and
/// other machines call the time.
public struct Instant: InstantProtocol, Sendable {
    /// Nanoseconds since the start of the axis.
    public let nanoseconds: Int64

    /// The start of the axis.
    public static let zero = Instant(nanoseconds: 0)

    /// A moment so late that it never comes.
    public static let distantFuture = Instant(nanoseconds: .max)

    /// The moment `nanoseconds` after the start of the axis.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The moment `duration` later. A sum beyond the axis is its end, so that a far deadline is no trap.
    public func advanced(by duration: Duration) -> Instant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(duration.nanoseconds)
        return Instant(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// How long it is from here to `other`, negative when `other` is earlier.
    public func duration(to other: Instant) -> Duration {
        let (difference, overflow) = other.nanoseconds.subtractingReportingOverflow(nanoseconds)
        return .nanoseconds(overflow ? (other.nanoseconds < nanoseconds ? .min : .max) : difference)
    }

    /// Whether `left` comes before `right`.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
