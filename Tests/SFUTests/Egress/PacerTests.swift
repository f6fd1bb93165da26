import Testing
import Timing

@testable import SFU

@Suite struct PacerTests {
    private static func micro(_ count: Int64) -> Instant { Instant(nanoseconds: count * 1000) }

    @Test("a burst beyond the allowance waits until it is paid for")
    func burst() {
        var pacer = Pacer(bitsPerSecond: 200_000_000)
        #expect(pacer.ready <= .zero)
        // 50,000 octets are 2 ms, which may be owed; 25,000 more are not yet.
        pacer.spend(50_000, at: .zero)
        #expect(pacer.ready == .zero)
        pacer.spend(25_000, at: .zero)
        #expect(pacer.ready == Self.micro(1000))
    }

    @Test("what comes evenly below the rate never waits")
    func even() {
        var pacer = Pacer(bitsPerSecond: 200_000_000)
        for step: Int64 in 0..<1000 {
            let now = Self.micro(step * 1000)
            #expect(pacer.ready <= now)
            pacer.spend(20_000, at: now)
        }
    }

    @Test("a rate of 0 never waits")
    func off() {
        var pacer = Pacer(bitsPerSecond: 0)
        pacer.spend(1 << 40, at: .zero)
        #expect(pacer.ready <= .zero)
    }
}
