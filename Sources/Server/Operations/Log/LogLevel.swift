/// How much a line matters to whoever runs the server.
enum LogLevel: String, CaseIterable, Sendable {
    /// Somebody must act: the server cannot do what it was asked to.
    case error
    /// Something is not as it should be, and the server goes on.
    case warning
    /// The life cycle: a start, a stop, a session that begins or ends.
    case info
    /// What helps to find a fault; the only level that shows addresses.
    case debug
}

extension LogLevel: Comparable {
    /// Orders by severity: `debug` is least, `error` most.
    static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.severity < right.severity
    }

    /// 0 for `debug` to 3 for `error`.
    private var severity: Int {
        switch self {
        case .error: 3
        case .warning: 2
        case .info: 1
        case .debug: 0
        }
    }
}
