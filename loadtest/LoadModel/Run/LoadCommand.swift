internal import HTTP
internal import Runtime

/// What the executable does, from its arguments to its exit status.
public enum LoadCommand {
    /// The arguments make no sense (sysexits.h EX_USAGE).
    private static let usageError: Int32 = 64
    /// The run could not begin (EX_UNAVAILABLE).
    private static let unavailable: Int32 = 69
    /// The run is not as it was expected to be.
    private static let unmet: Int32 = 1
    /// The results could not be written (EX_CANTCREAT).
    private static let notWritten: Int32 = 73

    /// Runs a load test as the process's arguments say. Never returns.
    public static func run() async -> Never {
        let options = LoadOptions(Array(CommandLine.arguments.dropFirst()))
        let output = try? LineWriter(to: .standardOutput) { "\($0) lines were left out" }
        let status = await run(options) { output?.write($0) }
        output?.flush(within: .seconds(1))
        ProcessEnd.exit(status)
    }

    private static func run(_ options: LoadOptions, _ say: (String) -> Void) async -> Int32 {
        guard !options.wantsHelp else {
            say(LoadOptions.help)
            return 0
        }
        guard options.mistakes.isEmpty else {
            for mistake in options.mistakes { say(mistake) }
            return usageError
        }
        do throws(LoadFailure) {
            var scenario: Scenario?
            if let file = options.scenarioFile { scenario = try self.scenario(in: file) }
            if options.isAgent {
                try await AgentCommand.run(options, say)
                return 0
            }
            if let scenario, !options.agents.isEmpty {
                let report = try await ConductorCommand.run(scenario, options) { say(trimmed($0)) }
                return tell(report, as: AgentsSummary(report: report), options, say)
            }
            var view = LiveView(isTerminal: LineWriter.Stream.standardOutput.isTerminal)
            let summary = try await LoadRun(await plan(options, scenario)).run { course in
                say(trimmed(view.draw(course.standing)))
            }
            return tell(summary.report, as: summary, options, say)
        } catch {
            say(error.description)
            return unavailable
        }
    }

    /// What is done by this process alone.
    private static func plan(
        _ options: LoadOptions, _ scenario: Scenario?
    ) async throws(LoadFailure) -> LoadPlan {
        var plan = options.plan
        plan.machine = machine
        if !options.clips.isEmpty {
            plan.programme = Programme(clips: try LoadPlan.clips(options.clips))
        } else if options.encodes, plan.publishers + plan.members > 0 {
            plan.programme = Programme(clips: try await ClipWorkshop.clips(options.recipes))
        }
        if let scenario { try await plan.take(scenario) }
        return plan
    }

    /// Tells and writes what came of a run; the exit status.
    private static func tell(
        _ report: RunReport, as document: some JSONWritable, _ options: LoadOptions, _ say: (String) -> Void
    ) -> Int32 {
        say(trimmed(ReportTable(report).text))
        guard write(report, document, options, say) else { return notWritten }
        return report.isMet ? 0 : unmet
    }

    /// Writes what is wanted of the results; whether that worked.
    private static func write(
        _ report: RunReport, _ document: some JSONWritable, _ options: LoadOptions, _ say: (String) -> Void
    ) -> Bool {
        do throws(FileError) {
            if let file = options.jsonFile { try FileSystem.write(JSONText(document).bytes, to: file) }
            if let file = options.htmlFile {
                try FileSystem.write(Array(HTMLReport(report).text.utf8), to: file)
            }
            return true
        } catch {
            say(error.description)
            return false
        }
    }

    /// Reads a scenario.
    private static func scenario(in file: String) throws(LoadFailure) -> Scenario {
        let text: [UInt8]
        do throws(FileError) {
            text = try FileSystem.read(file, limit: 1 << 20)
        } catch {
            throw .unusableScenario(file, reason: error.description)
        }
        switch Scenario.parse(text) {
        case .success(let scenario): return scenario
        case .failure(let mistakes): throw .unusableScenario(file, reason: mistakes.description)
        }
    }

    /// What a line writer wants: no break at the end.
    private static func trimmed(_ text: String) -> String {
        text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// The machine in a line.
    private static var machine: String {
        let bytes = (try? FileSystem.read("/proc/cpuinfo", limit: 4 << 20)) ?? []
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first {
            $0.hasPrefix("model name")
        }
        let name = line?.split(separator: ":").last.map { $0.drop { $0 == " " } } ?? "unknown processor"
        return "\(Thread.cores.count) cores of \(name)"
    }
}
