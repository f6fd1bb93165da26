internal import Glibc
public import Timing

/// The system's clocks. A loop reads one once a turn; nothing below Runtime reads any.
public enum Clock {
    /// The present on the monotonic axis.
    public static var now: Instant {
        Instant(nanoseconds: read(CLOCK_MONOTONIC))
    }

    /// What people and other machines call the time.
    public static var wall: WallClock {
        WallClock(nanoseconds: read(CLOCK_REALTIME))
    }

    /// How much processor time the calling thread has used, in user and kernel mode.
    public static var threadTime: Duration {
        .nanoseconds(read(CLOCK_THREAD_CPUTIME_ID))
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        // Sound: the structure is ours; these clocks exist on every Linux, so the call cannot fail.
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
