import Simulation
import Testing
import Timing
import WebRTC

@Suite struct ReportScheduleTests {
    @Test("reports leave about once a second, half a second to one and a half apart")
    func spread() {
        var random = SeededGenerator(seed: 1)
        var schedule = ReportSchedule(at: .zero, using: &random)
        #expect((Instant.milliseconds(160)...(.milliseconds(500))).contains(schedule.nextDeadline))
        var waits: [Duration] = []
        for _ in 0..<1000 {
            let now = schedule.nextDeadline
            let (early, due) = (
                schedule.takeDue(at: now.advanced(by: .nanoseconds(-1))), schedule.takeDue(at: now)
            )
            #expect(!early && due)
            waits.append(now.duration(to: schedule.nextDeadline))
        }
        #expect(waits.allSatisfy { $0 >= .milliseconds(499) && $0 <= .milliseconds(1501) })
        let mean = waits.reduce(.zero, +) / waits.count
        #expect((.milliseconds(960)...(.milliseconds(1040))).contains(mean))
        #expect(Set(waits).count > 500)
    }

    @Test("two schedules are not in step")
    func apart() {
        var random = SeededGenerator(seed: 1)
        let first = ReportSchedule(at: .zero, using: &random)
        let second = ReportSchedule(at: .zero, using: &random)
        #expect(first.nextDeadline != second.nextDeadline)
    }

    @Test("news bring a report forward and never back")
    func hasten() {
        var random = SeededGenerator(seed: 1)
        var schedule = ReportSchedule(at: .zero, using: &random)
        schedule.hasten(to: .milliseconds(20))
        schedule.hasten(to: .milliseconds(900))
        #expect(schedule.nextDeadline == .milliseconds(20))
    }
}
