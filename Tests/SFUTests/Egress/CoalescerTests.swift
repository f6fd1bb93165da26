import Testing
import Timing

@testable import SFU

@Suite struct CoalescerTests {
    private static func milli(_ count: Int64) -> Instant { Instant(nanoseconds: count * 1_000_000) }

    /// One that has passed on so many packets a second for a while.
    private static func after(_ rate: Int, limit: Duration) -> Coalescer {
        var coalescer = Coalescer(limit)
        for step: Int64 in 0..<1000 { coalescer.count(rate / 1000, at: milli(step)) }
        coalescer.begin(at: milli(1000))
        return coalescer
    }

    @Test("packets wait above the load, and only so long")
    func waiting() {
        let busy = Self.after(200_000, limit: .milliseconds(5))
        #expect(!busy.isDue(at: Self.milli(1004)) && busy.isDue(at: Self.milli(1005)))
        #expect(busy.deadline == Self.milli(1005))
    }

    @Test("below the load, and where an operator wants none of it, nothing waits")
    func notWaiting() {
        #expect(Self.after(50_000, limit: .milliseconds(5)).isDue(at: Self.milli(1000)))
        #expect(Self.after(200_000, limit: .zero).isDue(at: Self.milli(1000)))
    }
}
