import RTP
import Testing
import Timing

@Suite struct NTPTimeTests {
    @Test(
        "known moments have known NTP times",
        arguments: [
            (0, 0x83AA_7E80_0000_0000),  // 1970-01-01, 2,208,988,800 s after 1900
            (500_000_000, 0x83AA_7E80_8000_0000),
            (-500_000_000, 0x83AA_7E7F_8000_0000),
            (1_700_000_000_250_000_000, 0xE8FE_6F80_4000_0000),
            (2_085_978_496_000_000_000, 0),  // 2036-02-07 06:28:16, where era 1 begins
        ] as [(Int64, UInt64)])
    func conversion(nanoseconds: Int64, value: UInt64) {
        #expect(NTPTime(WallClock(nanoseconds: nanoseconds)).value == value)
        guard value != 0 else { return }
        #expect(NTPTime(value).wallClock == WallClock(nanoseconds: nanoseconds))
    }

    @Test(
        "a moment comes back to the nanosecond, on both sides of 2036",
        arguments: [0, 1_999_999_999, 2_090_000_000])
    func roundTrip(seconds: Int64) {
        for nanoseconds in stride(from: 0 as Int64, to: 1_000_000_000, by: 99_999_989) {
            let time = WallClock(nanoseconds: seconds * 1_000_000_000 + nanoseconds)
            #expect(NTPTime(time).wallClock == time)
        }
    }

    @Test("a sender without a clock has no wall clock, and no time traps")
    func extremes() {
        #expect(NTPTime(0).wallClock == nil)
        for value in [1, .max, 1 << 63, 1 << 63 - 1] as [UInt64] {
            #expect(NTPTime(value).wallClock != nil)
        }
        for nanoseconds in [Int64.min, .max] {
            _ = NTPTime(WallClock(nanoseconds: nanoseconds))
        }
    }

    /// RFC 3550 §6.4.1, figure 2: 0xB44DB7052000_0000 is named 0xB7052000.
    @Test("the middle 32 bits name a sender report")
    func middle() {
        #expect(NTPTime(0xB44D_B705_2000_0000).middle32 == 0xB705_2000)
    }

    @Test(
        "short spans are in units of 1/65,536 second",
        arguments: [
            (.zero, 0), (.milliseconds(5250), 0x0005_4000), (.seconds(-1), 0), (.seconds(70_000), .max),
            (.seconds(65_535), 0xFFFF_0000),
        ] as [(Duration, UInt32)])
    func short(span: Duration, value: UInt32) {
        #expect(span.ntpShort == value)
        guard span >= .zero, value != .max else { return }
        #expect(Duration(ntpShort: value) == span)
    }
}
