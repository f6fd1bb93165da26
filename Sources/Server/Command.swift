import Runtime
import Timing

/// What the executable does, from its arguments to its exit status.
public enum Command {
    /// The configuration is wrong (sysexits.h EX_USAGE).
    private static let usageError: Int32 = 64
    /// The server could not start, for a port that is taken for instance (EX_UNAVAILABLE).
    private static let unavailable: Int32 = 69
    /// How long lines may still take to be written at the end.
    private static let flushTime = Duration.seconds(1)

    /// Runs the server with the process's arguments and environment. Never returns.
    public static func run() async -> Never {
        let invocation = Invocation(
            arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessEnvironment.current)
        switch outcome(of: invocation) {
        case .say(let text):
            await finish(saying: text, on: .standardOutput, status: 0)
        case .refuse(let mistakes):
            await finish(saying: mistakes.description, on: .standardError, status: usageError)
        case .serve(let configuration):
            await serve(configuration, again: invocation)
        }
    }

    /// Reads the configuration, now or on SIGHUP.
    private static func outcome(of invocation: Invocation) -> Invocation.Outcome {
        invocation.outcome { path throws(UnreadableFile) in
            do throws(FileError) {
                return String(decoding: try FileSystem.read(path, limit: 1 << 20), as: UTF8.self)
            } catch {
                throw UnreadableFile(reason: error.description)
            }
        }
    }

    /// Serves until a signal ends it.
    private static func serve(_ configuration: Configuration, again invocation: Invocation) async -> Never {
        let signals: AsyncStream<Signal>
        let lines: LineLog
        do {
            signals = try Signal.receive()
            lines = try LineLog(configuration.logging)
        } catch {
            await finish(saying: "starling: \(error)", on: .standardError, status: unavailable)
        }
        let log = Logger(lines)
        let openFiles = OpenFileLimit.raise(to: configuration.wantedOpenFiles)
        let node = Node(configuration, log: log, maximumOpenFiles: openFiles)
        do {
            let addresses = try await node.start()
            let maximum = await node.maximumConnections
            log.info(
                "started",
                [
                    "version": .text(Version.current), "open_files": .integer(openFiles),
                    "connections_at_most": .integer(maximum),
                ])
            for address in addresses { log.info("listening", ["url": .text(address)]) }
            warn(about: configuration, in: log)
        } catch {
            log.error("cannot start", ["reason": .text("\(error)")])
            lines.flush(within: flushTime)
            ProcessEnd.exit(unavailable)
        }
        await obey(signals, node: node, lines: lines, log: log, invocation: invocation)
        log.info("stopped")
        lines.flush(within: flushTime)
        ProcessEnd.exit(0)
    }

    /// What an operator should know before the first client comes.
    private static func warn(about configuration: Configuration, in log: Logger) {
        for doubt in configuration.doubts {
            log.warning(doubt.finding, ["effect": .text(doubt.effect), "remedy": .text(doubt.remedy)])
        }
    }

    /// Carries signals out until the server has ended. A second signal to end ends it at once.
    private static func obey(
        _ signals: AsyncStream<Signal>, node: Node, lines: LineLog, log: Logger, invocation: Invocation
    ) async {
        let renewal = Task {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(3600))
                await node.renewCertificate()
            }
        }
        let sweep = Task {
            while !Task.isCancelled {
                await node.sweepRecordings()
                try? await Task.sleep(for: .seconds(60))
            }
        }
        let (ended, end) = AsyncStream<Void>.makeStream()
        let listener = Task {
            var drain: Task<Void, Never>?
            for await signal in signals {
                switch signal {
                case .hangUp:
                    await reload(node, lines: lines, log: log, invocation: invocation)
                case .interrupt, .terminate:
                    guard drain == nil else {
                        end.finish()
                        continue
                    }
                    let connections = await node.openConnections
                    log.info("draining", ["connections": .integer(connections)])
                    drain = Task {
                        await node.drain()
                        end.finish()
                    }
                }
            }
        }
        for await _ in ended {}
        renewal.cancel()
        sweep.cancel()
        listener.cancel()
        await node.stop()
    }

    private static func reload(_ node: Node, lines: LineLog, log: Logger, invocation: Invocation) async {
        switch outcome(of: invocation) {
        case .serve(let configuration):
            await node.reload(configuration)
            lines.use(configuration.logging.level)
            log.info("configuration read again")
        case .refuse(let mistakes):
            log.error("configuration not taken", ["mistakes": .text(mistakes.description)])
        case .say: break
        }
    }

    /// Writes a text and ends the process.
    private static func finish(saying text: String, on stream: LineWriter.Stream, status: Int32) async
        -> Never
    {
        let writer = try? LineWriter(to: stream) { _ in "" }
        writer?.write(text)
        writer?.flush(within: flushTime)
        ProcessEnd.exit(status)
    }
}
