import Bytes
import Testing
import Timing

@testable import Server

struct AttemptLimiterTests {
    private let address = IPAddress(v4: 0xCB00_7109)
    private let start = Instant.zero.advanced(by: .seconds(100))

    private func limiter(failures: Int) -> AttemptLimiter {
        var limiter = AttemptLimiter()
        for _ in 0..<failures { limiter.recordAttempt(from: address, at: start) }
        return limiter
    }

    @Test(
        "ten failures at once are free, the eleventh attempt waits",
        arguments: [(0, nil), (9, nil), (10, .seconds(6))] as [(Int, Duration?)])
    func burst(failures: Int, wait: Duration?) {
        #expect(limiter(failures: failures).wait(for: address, at: start) == wait)
    }

    @Test("after each interval one more attempt is free")
    func refill() {
        var limiter = limiter(failures: 10)
        let later = start.advanced(by: .seconds(6))
        #expect(limiter.wait(for: address, at: start.advanced(by: .seconds(5))) == .seconds(1))
        #expect(limiter.wait(for: address, at: later) == nil)
        limiter.recordAttempt(from: address, at: later)
        #expect(limiter.wait(for: address, at: later) == .seconds(6))
        #expect(limiter.wait(for: address, at: later.advanced(by: .seconds(60))) == nil)
    }

    @Test("however often somebody fails, the wait stays short")
    func bounded() {
        #expect(limiter(failures: 1000).wait(for: address, at: start) == .seconds(12))
    }

    @Test(
        "others are not held up, but all behind one IPv6 network are one",
        arguments: [
            ("203.0.113.9", "203.0.113.10", false), ("2001:db8::1", "2001:db8::2", true),
            ("2001:db8::1", "2001:db8:0:1::1", false),
        ])
    func holders(failing: String, asking: String, isHeldUp: Bool) throws {
        let (failing, asking) = (try #require(IPAddress(failing)), try #require(IPAddress(asking)))
        var limiter = AttemptLimiter()
        for _ in 0..<10 { limiter.recordAttempt(from: failing, at: start) }
        #expect((limiter.wait(for: asking, at: start) != nil) == isHeldUp)
    }

    @Test("a flood of addresses costs bounded memory, and who fails most is remembered")
    func flood() {
        var limiter = limiter(failures: 10)
        for number in 0..<UInt32(AttemptLimiter.capacity + 100) {
            limiter.recordAttempt(from: IPAddress(v4: number), at: start)
        }
        #expect(limiter.count == AttemptLimiter.capacity)
        #expect(limiter.wait(for: address, at: start) == .seconds(6))
    }

    @Test("who is forgiven makes room first")
    func room() {
        var limiter = AttemptLimiter()
        for number in 0..<UInt32(AttemptLimiter.capacity) {
            limiter.recordAttempt(from: IPAddress(v4: number), at: start)
        }
        limiter.recordAttempt(from: address, at: start.advanced(by: .seconds(7)))
        #expect(limiter.count == 1)
    }
}
