internal import HTTP
internal import Runtime

/// What the executable does, from its arguments to its exit status.
public enum LoadCommand {
    /// The arguments make no sense (sysexits.h EX_USAGE).
    private static let usageError: Int32 = 64
    /// The run could not begin (EX_UNAVAILABLE).
    private static let unavailable: Int32 = 69
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
            let summary = try await LoadRun(options.plan).run { say($0.description) }
            for line in summary.lines { say(line) }
            return write(summary, to: options.jsonFile, say)
        } catch {
            say(error.description)
            return unavailable
        }
    }

    private static func write(_ summary: LoadSummary, to file: String?, _ say: (String) -> Void) -> Int32 {
        guard let file else { return 0 }
        do throws(FileError) {
            try FileSystem.write(JSONText(summary).bytes, to: file)
            return 0
        } catch {
            say(error.description)
            return notWritten
        }
    }
}
