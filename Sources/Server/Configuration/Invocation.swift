/// How the server was started. It is kept, and read again on SIGHUP.
struct Invocation: Sendable {
    /// What was asked for.
    enum Outcome: Equatable, Sendable {
        /// Serve with this configuration.
        case serve(Configuration)
        /// Print this and end well.
        case say(String)
        /// Tell these mistakes and end with 64, EX_USAGE of sysexits.h.
        case refuse(Configuration.Mistakes)
    }

    /// The arguments, without the program's name.
    var arguments: [String]
    /// The environment.
    var environment: [String: String]

    /// Reads everything. `contents` reads the file at a path, or throws why it cannot.
    func outcome(contents: (String) throws(UnreadableFile) -> String) -> Outcome {
        let arguments = Arguments(arguments)
        switch arguments.command {
        case .help: return .say(HelpText.text)
        case .version: return .say("starling \(Version.current)")
        case .serve: break
        }
        var readings = [arguments.reading, Reading(environment: environment)]
        if let file = file(arguments) {
            do throws(UnreadableFile) {
                readings.append(Reading(file: file.path, contents: try contents(file.path)))
            } catch {
                readings.append(Reading(unreadable: file.path, reason: error.reason, namedAt: file.origin))
            }
        }
        switch Configuration.resolving(readings) {
        case .success(let configuration): return .serve(configuration)
        case .failure(let mistakes): return .refuse(mistakes)
        }
    }

    /// Which file to read, and who says so.
    private func file(_ arguments: Arguments) -> (path: String, origin: Origin)? {
        if let path = arguments.file { return (path, .flag("--config")) }
        let variable = Arguments.fileVariable
        guard let path = environment[variable], !path.isEmpty else { return nil }
        return (path, .variable(variable))
    }
}

/// Why a file cannot be read.
struct UnreadableFile: Error, Equatable, Sendable {
    /// The reason in a few words: `No such file or directory`.
    let reason: String
}
