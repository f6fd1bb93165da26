import Testing
import Timing

@testable import SFU

@Suite struct KeyframeBudgetTests {
    private static func at(_ milliseconds: Int64) -> Instant {
        .zero.advanced(by: .milliseconds(milliseconds))
    }

    /// The budget of a stream that has had its first keyframe.
    private static func begun() -> KeyframeBudget {
        var budget = KeyframeBudget(interval: .seconds(4))
        budget.keyframeArrived(at: .zero)
        return budget
    }

    @Test("the keyframe that a stream begins with delays nothing")
    func first() {
        var budget = Self.begun()
        budget.want(at: Self.at(10))
        #expect(budget.nextDeadline == Self.at(10))
    }

    @Test("a thousand wishes are one order, and the next ones wait for the interval")
    func coalesced() {
        var budget = Self.begun()
        for wish: Int64 in 0..<1000 { budget.want(at: Self.at(wish)) }
        let first = budget.takeOrder(at: Self.at(1000)), again = budget.takeOrder(at: Self.at(1000))
        #expect(first && !again && budget.isOrdered && budget.nextDeadline == nil)
        budget.want(at: Self.at(1050))
        #expect(budget.nextDeadline == nil)
        budget.keyframeArrived(at: Self.at(1100))
        for wish: Int64 in 0..<1000 { budget.want(at: Self.at(1200 + wish)) }
        #expect(budget.nextDeadline == Self.at(5100))
        let early = budget.takeOrder(at: Self.at(5099)), due = budget.takeOrder(at: Self.at(5100))
        #expect(!early && due && budget.orders == 2 && budget.wishes == 2001)
    }

    @Test("a keyframe that comes by itself is what was wanted, and costs as much")
    func unasked() {
        var budget = Self.begun()
        for second: Int64 in 0..<60 where second % 2 == 0 {
            budget.keyframeArrived(at: Self.at(second * 1000))
            budget.want(at: Self.at(second * 1000 + 500))
            let isOrdered = budget.takeOrder(at: Self.at(second * 1000 + 1999))
            #expect(!isOrdered)
        }
        #expect(budget.orders == 0)
    }

    @Test("a keyframe that is wanted long after the last one is ordered at once")
    func late() {
        var budget = Self.begun()
        budget.keyframeArrived(at: .zero)
        budget.want(at: Self.at(4001))
        #expect(budget.nextDeadline == Self.at(4001))
    }

    @Test(
        "what keyframes cost their publisher stretches the interval, to a bound",
        arguments: [
            // Octets, bits a second, spacing in milliseconds.
            (60_000, 2_500_000, 4000), (60_000, 500_000, 9600), (400_000, 300_000, 16_000), (1000, 0, 4000),
        ])
    func cost(bytes: Int, rate: UInt64, spacing: Int64) {
        var budget = Self.begun()
        budget.noteCost(byteCount: bytes, bitsPerSecond: rate)
        #expect(budget.spacing == .milliseconds(spacing))
        budget.keyframeArrived(at: .zero)
        budget.want(at: Self.at(1))
        #expect(budget.nextDeadline == Self.at(spacing))
    }

    @Test("one of each interval is kept for who stands still, whatever others had")
    func urgent() {
        var budget = Self.begun()
        budget.noteCost(byteCount: 400_000, bitsPerSecond: 300_000)
        budget.want(at: Self.at(10))
        let climb = budget.takeOrder(at: Self.at(10))
        budget.keyframeArrived(at: Self.at(100))
        budget.want(at: Self.at(200))
        #expect(climb && budget.nextDeadline == Self.at(16_100))
        budget.want(isUrgent: true, at: Self.at(300))
        #expect(budget.nextDeadline == Self.at(300))
        let fall = budget.takeOrder(at: Self.at(300))
        // It is on its way to all who want one.
        budget.want(isUrgent: true, at: Self.at(350))
        #expect(fall && budget.nextDeadline == nil)
        budget.keyframeArrived(at: Self.at(400))
        for wish: Int64 in 0..<1000 { budget.want(isUrgent: true, at: Self.at(500 + wish)) }
        // These cost more than ten seconds each.
        #expect(budget.nextDeadline == Self.at(8300))
    }

    @Test("a wish of who stands still is no later for that others wished before, nor are theirs for its")
    func mixed() {
        var budget = Self.begun()
        budget.keyframeArrived(at: .zero)
        budget.want(isUrgent: true, at: Self.at(1000))
        budget.want(at: Self.at(1000))
        #expect(budget.nextDeadline == Self.at(1000))
        let isOrdered = budget.takeOrder(at: Self.at(1000))
        budget.keyframeArrived(at: Self.at(1100))
        budget.want(isUrgent: true, at: Self.at(1200))
        budget.want(at: Self.at(1200))
        #expect(isOrdered && budget.nextDeadline == Self.at(5000))
    }

    @Test("the cost follows what is measured, and no size or rate is too much for it")
    func measured() {
        var cost = KeyframeCost()
        cost.note(byteCount: 100_000, bitsPerSecond: 1_000_000)
        #expect(cost.duration == .milliseconds(800))
        for _ in 0..<40 { cost.note(byteCount: 50_000, bitsPerSecond: 1_000_000) }
        #expect(abs(cost.duration.seconds - 0.4) < 0.001)
        cost.note(byteCount: .max, bitsPerSecond: 1)
        cost.note(byteCount: .max, bitsPerSecond: .max)
        #expect(cost.duration <= .seconds(10) && cost.duration >= .zero)
    }
}
