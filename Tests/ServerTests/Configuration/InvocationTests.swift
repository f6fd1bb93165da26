import Testing

@testable import Server

struct InvocationTests {
    private func outcome(
        _ arguments: [String], _ environment: [String: String] = [:], files: [String: String] = [:]
    )
        -> Invocation.Outcome
    {
        Invocation(arguments: arguments, environment: environment).outcome { path throws(UnreadableFile) in
            guard let contents = files[path] else {
                throw UnreadableFile(reason: "No such file or directory")
            }
            return contents
        }
    }

    private var port81: Invocation.Outcome {
        var configuration = Configuration()
        configuration.http.port = 81
        return .serve(configuration)
    }

    @Test("without anything the defaults are served, and no file is looked for")
    func defaults() {
        #expect(outcome([]) == .serve(Configuration()))
    }

    @Test("the file may be named by a flag or a variable, and the flag's is the one that is read")
    func file() {
        let files = ["a.conf": "http-port = 81", "b.conf": "http-port = 82"]
        #expect(outcome(["--config", "a.conf"], files: files) == port81)
        #expect(outcome([], ["STARLING_CONFIG": "a.conf"], files: files) == port81)
        #expect(outcome(["--config=a.conf"], ["STARLING_CONFIG": "b.conf"], files: files) == port81)
        #expect(outcome([], ["STARLING_CONFIG": ""]) == .serve(Configuration()))
    }

    @Test("a file that cannot be read is a mistake beside the others")
    func unreadable() {
        let refused = outcome(["--config", "no.conf", "--tls=on"])
        guard case .refuse(let mistakes) = refused else {
            Issue.record("was not refused: \(refused)")
            return
        }
        #expect(
            mistakes.description == """
                --tls: got "on", accepts auto or off
                --config: "no.conf" cannot be read: No such file or directory
                """)
    }

    @Test("asked for help or the version, nothing else matters")
    func words() {
        #expect(outcome(["--help", "--nonsense", "--config=no.conf"]) == .say(HelpText.text))
        #expect(outcome(["--version"]) == .say("starling \(Version.current)"))
    }
}
