/// Where log records go: in production a thread that writes lines, in tests an array.
protocol LogSink: AnyObject, Sendable {
    /// The least severe level that is written. The sink owns it, so that one change reaches every logger.
    var level: LogLevel { get }
    /// Takes a record, stamps it with the time and never blocks; a full queue drops and counts.
    func write(_ record: LogRecord)
}
