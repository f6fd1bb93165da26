public import Timing

/// Wall-clock time as RTCP carries it: seconds since 1900 with 32 bits of fraction (RFC 3550 §4).
public struct NTPTime: Hashable, Sendable {
    /// Seconds in the high half, fraction of a second in the low half: UQ32.32.
    public let value: UInt64

    /// The time that `value` spells.
    @inline(__always)
    public init(_ value: UInt64) {
        self.value = value
    }

    /// The NTP time of a UTC moment. Beyond 2036 the seconds wrap, as they do on the wire.
    public init(_ time: WallClock) {
        let seconds = time.seconds
        // Below 2^30, so that the shift below stays inside 64 bits.
        let nanoseconds = UInt64(time.nanoseconds &- seconds &* 1_000_000_000)
        let since1900 = UInt32(truncatingIfNeeded: seconds &+ Self.unixEpoch)
        value = UInt64(since1900) << 32 | (nanoseconds << 32) / 1_000_000_000
    }

    /// The UTC moment, to the nanosecond; `nil` for zero, which a sender without a clock writes (RFC 3550 §6.4.1).
    ///
    /// Seconds below 2^31 are taken for the era that begins in 2036 (RFC 4330 §3).
    public var wallClock: WallClock? {
        guard value != 0 else { return nil }
        let era: Int64 = value >> 63 == 1 ? 0 : 1 << 32
        let seconds = Int64(value >> 32) + era - Self.unixEpoch
        let nanoseconds = (value & 0xFFFF_FFFF) * 1_000_000_000 + 1 << 31
        return WallClock(nanoseconds: seconds * 1_000_000_000 + Int64(nanoseconds >> 32))
    }

    /// The middle 32 bits, 16 of seconds and 16 of fraction: how report blocks name a sender report.
    public var middle32: UInt32 { UInt32(truncatingIfNeeded: value >> 16) }

    /// Seconds from 1900-01-01 to 1970-01-01.
    private static let unixEpoch: Int64 = 2_208_988_800
}

extension Duration {
    /// A span in units of 1/65,536 second, as report blocks carry delays (RFC 3550 §6.4.1).
    public init(ntpShort value: UInt32) {
        self = .nanoseconds((Int64(value) * 1_000_000_000) >> 16)
    }

    /// The span in units of 1/65,536 second; 0 when negative, and the largest value when longer than 18 hours.
    public var ntpShort: UInt32 {
        let nanoseconds = max(self.nanoseconds, 0)
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard seconds < 1 << 16 else { return .max }
        return UInt32(seconds) << 16 | UInt32((rest << 16) / 1_000_000_000)
    }
}
