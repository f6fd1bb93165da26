import Bytes
import Simulation
import Testing
import Timing

@testable import LoadModel

@Suite struct ConductorTests {
    static let scenario = Scenario(
        name: "spread",
        groups: [
            PeerGroup(
                name: "viewers", role: .watch, url: "http://localhost/whep/x",
                phases: [.ramp(to: 10, over: .seconds(1)), .hold(.seconds(9))])
        ])

    /// A conductor and its agents, whose clocks are off by so many seconds; octets travel 5 ms each way.
    private struct Orchestra {
        var conductor: Conductor
        var agents: [AgentSession]
        let ahead: [Int64]
        var now = Instant.zero
        var runs: [Int: AgentTask] = [:]
        var results: [Conductor.Output] = []

        init(ahead: [Int64]) {
            conductor = Conductor(ConductorTests.scenario, agents: ahead.count, at: .zero)
            agents = ahead.indices.map { AgentSession(name: "agent-\($0)") }
            self.ahead = ahead
        }

        var wall: WallClock { WallClock(nanoseconds: 1_800_000_000_000_000_000 + now.nanoseconds) }

        func wall(_ agent: Int) -> WallClock {
            WallClock(nanoseconds: wall.nanoseconds + ahead[agent] * 1_000_000_000)
        }

        /// Lets everybody talk until nobody has anything to say.
        mutating func talk() {
            var isBusy = true
            while isBusy {
                isBusy = false
                for index in agents.indices {
                    while let output = agents[index].pollOutput() {
                        isBusy = true
                        handle(output, of: index)
                    }
                }
                while let output = conductor.pollOutput() {
                    isBusy = true
                    guard case .send(let bytes, let index) = output else {
                        results.append(output)
                        continue
                    }
                    now = now.advanced(by: .milliseconds(5))
                    agents[index].handle(bytes.bytes, wall: wall(index))
                }
            }
        }

        private mutating func handle(_ output: AgentSession.Output, of index: Int) {
            switch output {
            case .send(let bytes):
                now = now.advanced(by: .milliseconds(5))
                // In two pieces, as TCP may.
                conductor.handle(Array(bytes[..<3]).bytes, from: index, at: now, wall: wall)
                conductor.handle(Array(bytes[3...]).bytes, from: index, at: now, wall: wall)
            case .run(let task): runs[index] = task
            case .stop: agents[index].finish(RunFigures())
            case .close: Issue.record("agent \(index) closes")
            }
        }
    }

    /// Figures with so many viewers.
    private static func figures(_ count: Int) -> RunFigures {
        var figures = RunFigures()
        figures[.started] = count
        figures.record(.milliseconds(Int64(count)), as: .firstFrame)
        return figures
    }

    @Test("all agents begin at the same moment, each by its own clock, and their figures are merged")
    func run() throws {
        var orchestra = Orchestra(ahead: [0, 3600, -20])
        orchestra.talk()
        #expect(orchestra.runs.count == 3)
        let starts = orchestra.ahead.indices.map { index in
            (orchestra.runs[index]?.start.nanoseconds ?? 0) - orchestra.ahead[index] * 1_000_000_000
        }
        let spread = try #require(starts.max()) - (try #require(starts.min()))
        #expect(spread < 10_000_000)
        #expect((0..<3).map { orchestra.runs[$0]?.part } == [0, 1, 2])
        // By this an agent tells the conductor's time.
        #expect(
            orchestra.runs[2].map { ($0.ahead + .seconds(20)).nanoseconds.magnitude < 10_000_000 } == true)
        let clock = try #require(orchestra.conductor.clock(of: 1))
        #expect((clock.ahead - .seconds(3600)).nanoseconds.magnitude <= clock.error.nanoseconds)

        for index in 0..<3 {
            orchestra.agents[index].finish(Self.figures(index + 1), groups: [Self.figures(index + 1)])
        }
        orchestra.talk()
        guard case .over(let figures, let groups) = orchestra.results.last else {
            Issue.record("it is not over")
            return
        }
        #expect(groups.count == 1 && groups.first?[.started] == 6)
        #expect(figures[.started] == 6 && figures[.firstFrame].count == 3)
        #expect(orchestra.conductor.nextDeadline == nil)
    }

    @Test("an agent that tells of other groups than there are leaves those of all out")
    func groups() {
        var orchestra = Orchestra(ahead: [0, 0])
        orchestra.talk()
        orchestra.agents[0].finish(Self.figures(1), groups: [Self.figures(1)])
        orchestra.agents[1].finish(Self.figures(2), groups: [Self.figures(1), Self.figures(1)])
        orchestra.talk()
        guard case .over(let figures, let groups) = orchestra.results.last else {
            Issue.record("it is not over")
            return
        }
        #expect(figures[.started] == 3 && groups.isEmpty)
    }

    @Test("a second is told once each agent told its part of it")
    func moments() {
        var orchestra = Orchestra(ahead: [0, 0])
        orchestra.talk()
        var moment = Moment(second: 1)
        moment.viewers = 2
        orchestra.agents[0].tell(moment)
        orchestra.talk()
        #expect(orchestra.results.isEmpty)
        orchestra.agents[1].tell(moment)
        orchestra.talk()
        moment.viewers = 4
        #expect(orchestra.results == [.moment(moment)])
    }

    @Test("a second that an agent tells twice counts once, and a result before the run is none")
    func twice() throws {
        var orchestra = Orchestra(ahead: [0, 0])
        orchestra.conductor.handle(
            AgentStream.bytes(of: .result(Self.figures(7), groups: [])).bytes, from: 0, at: .zero,
            wall: orchestra.wall)
        orchestra.talk()
        #expect(orchestra.runs.count == 2)
        var moment = Moment(second: 1)
        moment.viewers = 2
        for agent in [0, 0, 1] { orchestra.agents[agent].tell(moment) }
        orchestra.talk()
        moment.viewers = 4
        #expect(orchestra.results == [.moment(moment)])
        orchestra.agents[1].finish(Self.figures(1))
        orchestra.talk()
        #expect(orchestra.results.count == 1)
        orchestra.agents[0].finish(Self.figures(2))
        orchestra.talk()
        guard case .over(let figures, _) = orchestra.results.last else {
            Issue.record("it is not over")
            return
        }
        #expect(figures[.started] == 3)
    }

    @Test("an agent that is lost on the way leaves a warning, and the others count")
    func lost() {
        var orchestra = Orchestra(ahead: [0, 0])
        orchestra.talk()
        orchestra.agents[0].finish(Self.figures(5))
        orchestra.talk()
        orchestra.conductor.handleEnd(of: 1, "the connection was reset")
        orchestra.talk()
        guard case .over(let figures, _) = orchestra.results.last else {
            Issue.record("it is not over")
            return
        }
        #expect(figures[.started] == 5)
        #expect(figures.failures == ["agent agent-1 was lost: the connection was reset": 1])
    }

    @Test("an agent that tells no result in time is lost, one that is not ready ends it all")
    func late() throws {
        var orchestra = Orchestra(ahead: [0])
        orchestra.talk()
        orchestra.conductor.handleTimeout(at: try #require(orchestra.conductor.nextDeadline))
        orchestra.talk()
        guard case .over = orchestra.results.last else {
            Issue.record("it is not over")
            return
        }
        var alone = Conductor(Self.scenario, agents: 2, at: .zero)
        alone.handleTimeout(at: Instant(nanoseconds: 31_000_000_000))
        #expect(alone.pollOutput() == .failed("not ready in time: 1, 2"))
    }

    @Test("another version is refused with both numbers")
    func version() {
        var conductor = Conductor(Self.scenario, agents: 1, at: .zero)
        let bytes = AgentStream.bytes(of: .hello(version: 9, name: "old"))
        conductor.handle(bytes.bytes, from: 0, at: .zero, wall: WallClock(nanoseconds: 0))
        #expect(conductor.pollOutput() == .failed("agent old speaks version 9, and we speak 2"))
    }

    @Test("a run that is stopped ends with what there is")
    func stopped() {
        var orchestra = Orchestra(ahead: [0, 0])
        orchestra.talk()
        orchestra.conductor.stop()
        orchestra.talk()
        #expect(orchestra.results == [.over(RunFigures(), groups: [])])
    }

    @Test("damaged messages break the stream and nothing else")
    func mutations() {
        let messages: [AgentMessage] = [
            .hello(version: 1, name: "a"), .ping(sent: 5), .pong(sent: 5, now: .max), .stop, .refusal("no"),
            .run(
                AgentTask(
                    scenario: Self.scenario, part: 0, parts: 2, start: WallClock(nanoseconds: 1),
                    ahead: .milliseconds(-5))), .standing(Moment(second: 1)),
            .result(Self.figures(1), groups: [Self.figures(2), RunFigures()]),
        ]
        for message in messages {
            var stream = AgentStream()
            stream.receive(AgentStream.bytes(of: message).bytes)
            let read = stream.next()
            #expect(read == message)
        }
        let samples = messages.map { AgentStream.bytes(of: $0) }
        for bytes in Mutations(of: samples, count: Mutations.usualCount / 5) {
            var stream = AgentStream()
            stream.receive(bytes.bytes)
            while stream.next() != nil {}
            var conductor = Conductor(Self.scenario, agents: 1, at: .zero)
            conductor.handle(bytes.bytes, from: 0, at: .zero, wall: WallClock(nanoseconds: 0))
            var agent = AgentSession(name: "x")
            agent.handle(bytes.bytes, wall: WallClock(nanoseconds: 0))
        }
    }
}
