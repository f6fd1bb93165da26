internal import Timing

extension WallClock {
    /// The moment as NTP writes it: seconds since 1900 and their fraction (RFC 5905 §6).
    var ntpTime: UInt64 {
        let fraction = UInt64(truncatingIfNeeded: nanoseconds &- seconds &* 1_000_000_000)
        return UInt64(UInt32(truncatingIfNeeded: seconds &+ 2_208_988_800)) << 32 | (fraction << 32)
            / 1_000_000_000
    }
}
