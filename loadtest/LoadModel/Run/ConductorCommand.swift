internal import Bytes
internal import Runtime
internal import Timing

/// `loadtest run --agents a,b,c`: lets agents on other machines carry out a scenario, and makes one report of it.
enum ConductorCommand {
    /// Runs a scenario on agents, and tells of its progress about once a second.
    static func run(
        _ scenario: Scenario, _ options: LoadOptions, _ say: (String) -> Void
    ) async throws(LoadFailure) -> RunReport {
        let tls = try AgentSecret.context(options.secretFile, isClient: true)
        let agents = try await ServerNames.addresses(of: options.agents)
        let began = Clock.wall
        let (outputs, output) = AsyncStream<Conductor.Output>.makeStream()
        let port: ConductorPort
        do throws(SystemError) {
            port = try ConductorPort(scenario, agents: agents, tls: tls) { output.yield($0) }
        } catch {
            throw .noLoop(reason: error.description)
        }
        var view = LiveView(isTerminal: LineWriter.Stream.standardOutput.isTerminal)
        for await output in outputs {
            switch output {
            case .send: break
            case .moment(let moment): say(view.draw(standing(moment, of: scenario)))
            case .failed(let reason): throw .noAgents(reason: reason)
            case .over(let figures, let groups):
                for (agent, clock) in zip(options.agents, await port.clocks) {
                    guard let clock else { continue }
                    say(
                        "\(agent.authority): its clock is ahead by \(milliseconds(clock.ahead)), give or take \(milliseconds(clock.error))"
                    )
                }
                await port.stop()
                return RunReport(
                    name: scenario.name, began: began,
                    machine:
                        "\(agents.count) agents: \(options.agents.map(\.authority).joined(separator: ", "))",
                    server: scenario.groups.first?.url ?? "", figures: figures,
                    groups: zip(scenario.groups, groups).map { ($0.name, $1) },
                    expectations: options.plan.expectations)
            }
        }
        throw .noAgents(reason: "the conductor has ended")
    }

    private static func milliseconds(_ duration: Duration) -> String {
        "\(FigureText.fixed(duration.seconds * 1000, 3)) ms"
    }

    private static func standing(_ moment: Moment, of scenario: Scenario) -> LiveView.Standing {
        var standing = LiveView.Standing(
            seconds: moment.second, totalSeconds: Int(scenario.duration.seconds))
        standing.present = moment.viewers
        standing.joined = moment.joined
        standing.wanted = scenario.mostViewers
        standing.latency = moment.latencyHigh.map { Int64($0) }
        standing.serverCores = moment.serverCores
        standing.testerCores = moment.testerCores
        return standing
    }
}
