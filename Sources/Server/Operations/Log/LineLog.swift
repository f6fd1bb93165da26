import Runtime
import Synchronization

/// The log of a process: one line a record on standard error, written by a thread of its own.
final class LineLog: LogSink {
    /// How lines look.
    private let style: LogStyle
    /// The least severe level that is written.
    private let leastLevel: Mutex<LogLevel>
    /// Writes them.
    private let writer: LineWriter

    /// A log that looks and leaves out as the settings say.
    init(_ settings: LoggingSettings) throws(SystemError) {
        let style = settings.style(onTerminal: LineWriter.Stream.standardError.isTerminal)
        self.style = style
        leastLevel = Mutex(settings.level)
        writer = try LineWriter(to: .standardError) { dropped in
            let record = LogRecord(
                level: .warning, event: "log lines dropped", fields: ["count": .integer(dropped)])
            return style.line(for: record, at: Clock.wall)
        }
    }

    var level: LogLevel { leastLevel.withLock { $0 } }

    /// From now on this is the least severe level.
    func use(_ level: LogLevel) {
        leastLevel.withLock { $0 = level }
    }

    func write(_ record: LogRecord) {
        writer.write(style.line(for: record, at: Clock.wall))
    }

    /// Waits until what was logged is written.
    func flush(within limit: Duration) {
        writer.flush(within: limit)
    }
}
