import Testing
import Timing

@testable import Signaling

struct AllowanceTests {
    @Test("some at once, then at the rate, and all again after a rest")
    func rate() {
        var allowance = Allowance(perSecond: 5)
        var now = Instant(nanoseconds: 1)
        let none = [Duration?](repeating: nil, count: 20)
        #expect(uses(20, of: &allowance, at: now) == none)
        #expect(uses(1, of: &allowance, at: now) == [.milliseconds(200)])
        now = now.advanced(by: .milliseconds(200))
        #expect(uses(2, of: &allowance, at: now) == [nil, .milliseconds(200)])
        now = now.advanced(by: .seconds(60))
        #expect(uses(20, of: &allowance, at: now) == none)
        #expect(uses(1, of: &allowance, at: now) == [.milliseconds(200)])
    }

    private func uses(_ count: Int, of allowance: inout Allowance, at now: Instant) -> [Duration?] {
        (0..<count).map { _ in allowance.use(at: now) }
    }
}
