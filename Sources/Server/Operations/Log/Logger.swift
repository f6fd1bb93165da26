/// Writes records to a sink, with fields that every record of its owner carries. Only shells have one.
///
/// It is a value and is handed down. A record whose level is switched off costs a comparison: its fields are not
/// made.
struct Logger: Sendable {
    /// Where records go.
    private let sink: any LogSink
    /// Fields in front of every record's own.
    private let context: LogFields

    /// A logger whose records carry `context`.
    init(_ sink: any LogSink, context: LogFields = [:]) {
        self.sink = sink
        self.context = context
    }

    /// A logger of the same sink whose records carry `fields` too.
    func with(_ fields: LogFields) -> Logger {
        Logger(sink, context: context.followed(by: fields))
    }

    /// Somebody must act.
    func error(_ event: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
        log(.error, event, fields())
    }

    /// Something is not as it should be.
    func warning(_ event: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
        log(.warning, event, fields())
    }

    /// A step in a life cycle.
    func info(_ event: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
        log(.info, event, fields())
    }

    /// What helps to find a fault.
    func debug(_ event: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
        log(.debug, event, fields())
    }

    /// Writes a record unless its level is switched off.
    func log(_ level: LogLevel, _ event: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
        guard level >= sink.level else { return }
        let all = context.followed(by: fields())
        let shown = level == .debug ? all : all.withoutAddresses
        sink.write(LogRecord(level: level, event: event.description, fields: shown))
    }
}
