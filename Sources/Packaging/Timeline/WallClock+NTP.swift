internal import Timing

extension WallClock {
    /// The moment as NTP writes it: seconds since 1900 and their fraction (RFC 5905 §6).
    var ntpTime: UInt64 {
        let fraction = UInt64(truncatingIfNeeded: nanoseconds &- seconds &* 1_000_000_000)
        return UInt64(UInt32(truncatingIfNeeded: seconds &+ 2_208_988_800)) << 32 | (fraction << 32)
            / 1_000_000_000
    }

    /// The moment that NTP writes so, in this era, which ends in 2036.
    init(ntpTime: UInt64) {
        let seconds = Int64(ntpTime >> 32) - 2_208_988_800
        let fraction = ((ntpTime & 0xFFFF_FFFF) * 1_000_000_000) >> 32
        self.init(nanoseconds: seconds * 1_000_000_000 + Int64(fraction))
    }
}
