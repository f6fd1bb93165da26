import Testing
import Timing

@testable import LoadModel

@Suite struct ScheduleTests {
    /// A scenario of one group.
    private static func scenario(_ phases: [Phase], role: PeerGroup.Role = .watch, seed: UInt64 = 1)
        -> Scenario
    {
        Scenario(
            name: "test", seed: seed,
            groups: [PeerGroup(name: "group", role: role, url: "http://localhost", phases: phases)])
    }

    /// All that a schedule does, with the seconds at which it does it.
    private static func run(_ schedule: Schedule) -> [(seconds: Double, action: Schedule.Action)] {
        var schedule = schedule
        var log: [(seconds: Double, action: Schedule.Action)] = []
        while let now = schedule.nextDeadline {
            while let action = schedule.next(at: now) {
                log.append((Instant.zero.duration(to: now).seconds, action))
            }
        }
        return log
    }

    private static func run(_ phases: [Phase], role: PeerGroup.Role = .watch, seed: UInt64 = 1) -> [(
        seconds: Double, action: Schedule.Action
    )] {
        run(Schedule(scenario(phases, role: role, seed: seed), at: .zero))
    }

    @Test("a ramp is even, up and down, and a hold is quiet")
    func ramp() {
        let log = Self.run([
            .ramp(to: 4, over: .seconds(2)), .hold(.seconds(10)), .ramp(to: 2, over: .seconds(1)),
        ])
        #expect(log.map(\.seconds) == [0, 0.5, 1, 1.5, 12, 12.5])
        #expect(
            log.map(\.action) == (0..<4).map { .join(Self.member($0)) } + [
                .leave(Self.member(3)), .leave(Self.member(2)),
            ])
    }

    private static func member(_ number: Int) -> Schedule.Member { Schedule.Member(group: 0, number: number) }

    @Test("a crowd comes at random moments within its time, the same for a seed")
    func crowd() {
        let log = Self.run([.hold(.seconds(1)), .crowd(to: 100, within: .seconds(2))])
        #expect(log.count == 100 && log.allSatisfy { $0.seconds >= 1 && $0.seconds < 3 })
        #expect(Set(log.map(\.seconds)).count > 90)
        #expect(
            log.map(\.seconds)
                == Self.run([.hold(.seconds(1)), .crowd(to: 100, within: .seconds(2))]).map(\.seconds))
        #expect(
            log.map(\.seconds)
                != Self.run([.hold(.seconds(1)), .crowd(to: 100, within: .seconds(2))], seed: 2).map(
                    \.seconds))
    }

    @Test("in a churn peers leave and come back, and in the end all are there")
    func churn() {
        let log = Self.run([
            .ramp(to: 50, over: .zero), .churn(.seconds(60), stay: .seconds(10), away: .seconds(2)),
        ])
        var present: Set<Int> = []
        for (_, action) in log {
            switch action {
            case .join(let member): #expect(present.insert(member.number).inserted)
            case .leave(let member): #expect(present.remove(member.number) != nil)
            case .publish, .stop: Issue.record("nobody publishes")
            }
        }
        #expect(present.count == 50)
        #expect((350...900).contains(log.count))
        #expect(log.allSatisfy { $0.seconds <= 60 })
    }

    @Test("a publisher that drops stops and publishes again")
    func drop() {
        let log = Self.run(
            [.ramp(to: 1, over: .zero), .hold(.seconds(5)), .drop(away: .seconds(3)), .hold(.seconds(5))],
            role: .publish)
        #expect(log.map(\.seconds) == [0, 5, 8])
        #expect(
            log.map(\.action) == [.publish(Self.member(0)), .stop(Self.member(0)), .publish(Self.member(0))])
    }

    @Test("several machines together do what one would")
    func parts() {
        let scenario = Self.scenario([.ramp(to: 10, over: .seconds(1)), .drop(away: .seconds(1))])
        let parts = (0..<3).map { Self.run(Schedule(scenario, part: $0, of: 3, at: .zero)) }
        #expect(parts.map(\.count) == [12, 9, 9])
        #expect(parts.reduce(0) { $0 + $1.count } == Self.run(Schedule(scenario, at: .zero)).count)
    }
}
