public import RTP
public import Timing

/// Our wall clock as all our reports tell it: the monotonic axis, shifted once.
///
/// The system's own wall clock may be set while we run, which would tear the audio and video of every viewer apart.
public struct ReportClock: Hashable, Sendable {
    /// The wall clock at the start of the axis.
    private let epoch: WallClock

    /// A clock that reads `wallClock` at an instant.
    public init(_ wallClock: WallClock, at now: Instant) {
        epoch = WallClock(nanoseconds: wallClock.nanoseconds &- now.nanoseconds)
    }

    /// What the clock reads at an instant.
    public func wallClock(at now: Instant) -> WallClock {
        WallClock(nanoseconds: epoch.nanoseconds &+ now.nanoseconds)
    }

    /// The same as reports carry it.
    public func ntpTime(at now: Instant) -> NTPTime {
        NTPTime(wallClock(at: now))
    }
}
