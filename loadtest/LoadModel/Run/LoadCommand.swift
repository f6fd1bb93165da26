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
    /// A clip longer than this is a film.
    private static let longestClip = 256 << 20
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
        var plan = options.plan
        plan.machine = machine
        do throws(LoadFailure) {
            if let file = options.scenarioFile { try take(scenario(in: file), &plan) }
            if !options.clips.isEmpty { plan.programme = Programme(clips: try clips(options.clips)) }
            var view = LiveView(isTerminal: LineWriter.Stream.standardOutput.isTerminal)
            let summary = try await LoadRun(plan).run { say(trimmed(view.draw($0))) }
            let report = summary.report
            say(trimmed(ReportTable(report).text))
            guard write(summary, report, options, say) else { return notWritten }
            return report.isMet ? 0 : unmet
        } catch {
            say(error.description)
            return unavailable
        }
    }

    /// Writes what is wanted of the results; whether that worked.
    private static func write(
        _ summary: LoadSummary, _ report: RunReport, _ options: LoadOptions, _ say: (String) -> Void
    ) -> Bool {
        do throws(FileError) {
            if let file = options.jsonFile { try FileSystem.write(JSONText(summary).bytes, to: file) }
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

    /// Makes a scenario what is done.
    private static func take(_ scenario: Scenario, _ plan: inout LoadPlan) throws(LoadFailure) {
        for (index, group) in scenario.groups.enumerated() {
            if !group.files.isEmpty { plan.programmes[index] = Programme(clips: try clips(group.files)) }
            guard group.role == .publish || group.role == .watch else {
                throw .unusableScenario(group.name, reason: "\(group.role.rawValue) is not there yet")
            }
            guard ServerURL(group.url) != nil else {
                throw .unusableScenario(group.name, reason: "\(group.url) is no http URL")
            }
            let isMade = group.files.isEmpty && group.role == .publish
            guard !isMade || !group.clips.contains(where: { $0.codec == .vp9 || $0.codec == .av1 }) else {
                throw .unusableScenario(group.name, reason: "VP9 and AV1 are sent from files")
            }
        }
        plan.scenario = scenario
        plan.name = scenario.name
        plan.seed = plan.seed ?? scenario.seed
        plan.manners.knowsPayloads = scenario.groups.contains { $0.role == .publish }
    }

    /// Reads the clips that are to be published.
    private static func clips(_ files: [String]) throws(LoadFailure) -> [Clip] {
        var clips: [Clip] = []
        for file in files {
            do {
                clips.append(try Clip(file: FileSystem.read(file, limit: longestClip)))
            } catch {
                throw .unusableClip(file, reason: "\(error)")
            }
        }
        return clips
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
