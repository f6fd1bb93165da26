public import RTP
public import Timing

/// How far another machine's wall clock is from our monotonic axis, from its sender reports.
///
/// One for all streams of a publisher, so that whatever it is wrong by, it is wrong by the same for its audio and
/// its video. Each report says when it was sent; what came through the network fastest is nearest to the truth, so
/// the line follows the least difference of the last 10 to 20 seconds. It follows slowly, a millisecond a second:
/// two streams that are converted a few seconds apart stay within a few milliseconds of each other, and real
/// clocks drift by a tenth of that.
///
/// What is left is the shortest time a packet takes here, by which every capture seems late.
public struct RemoteClock: Sendable {
    /// What to add to the other's nanoseconds.
    private var offset: Int64?
    /// The least difference in this stretch of time and in the one before.
    private var floors: (current: Int64, previous: Int64) = (.max, .max)
    /// When this stretch began, and when the last report came.
    private var stretchStart = Instant.zero, lastReport = Instant.zero
    /// Reports in a row that were more than two seconds off.
    private var strangers = 0

    private static let stretch = Duration.seconds(10)
    private static let tolerance: Int64 = 2_000_000_000

    /// A clock that knows nothing.
    public init() {}

    /// The moment on our axis; `nil` until a report came.
    public func instant(of time: NTPTime) -> Instant? {
        offset.map { Instant(nanoseconds: Self.nanoseconds(time) &+ $0) }
    }

    /// Takes a report that was sent when its sender's clock read `time`. A clock that was set is followed at the
    /// second report that shows it.
    public mutating func handle(_ time: NTPTime, at now: Instant) {
        guard time.value != 0 else { return }
        let sample = now.nanoseconds &- Self.nanoseconds(time)
        guard let offset else { return begin(sample, at: now) }
        guard (sample &- offset).magnitude < Self.tolerance else {
            strangers += 1
            if strangers > 1 { begin(sample, at: now) }
            return
        }
        strangers = 0
        if stretchStart.duration(to: now) >= Self.stretch {
            (floors, stretchStart) = ((.max, floors.current), now)
        }
        floors.current = min(floors.current, sample)
        let furthest = max(lastReport.duration(to: now).nanoseconds / 1000, 0)
        let wanted = min(floors.current, floors.previous) &- offset
        self.offset = offset &+ min(max(wanted, -furthest), furthest)
        lastReport = now
    }

    private mutating func begin(_ sample: Int64, at now: Instant) {
        offset = sample
        floors = (sample, .max)
        (stretchStart, lastReport, strangers) = (now, now, 0)
    }

    /// Nanoseconds since 1900; at most 2^62, since there are fewer than 2^32 seconds.
    private static func nanoseconds(_ time: NTPTime) -> Int64 {
        let fraction = ((time.value & 0xFFFF_FFFF) * 1_000_000_000) >> 32
        return Int64(time.value >> 32) * 1_000_000_000 + Int64(fraction)
    }
}
