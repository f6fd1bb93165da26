/// An arrival time in transport-wide feedback: ticks of 250 µs on the receiver's own clock, which wraps after
/// twelve days.
///
/// The feedback's 24-bit reference counts 64 ms, which is 256 ticks, so the two together are 32 bits. Only
/// differences mean something to the sender.
public struct FeedbackTime: Hashable, Sendable {
    /// The ticks.
    public let ticks: UInt32

    /// The length of a tick.
    static let nanosecondsPerTick: Int64 = 250_000

    /// The time that `ticks` names.
    public init(ticks: UInt32) {
        self.ticks = ticks
    }

    /// How much later this time is than `other`; negative when it is earlier. Right within six days.
    public func duration(since other: FeedbackTime) -> Duration {
        .nanoseconds(Int64(Int32(bitPattern: ticks &- other.ticks)) * Self.nanosecondsPerTick)
    }
}
