import Synchronization

@testable import Server

/// A sink that keeps what it was given.
final class CollectingSink: LogSink {
    let level: LogLevel
    private let kept = Mutex<[LogRecord]>([])

    init(level: LogLevel) {
        self.level = level
    }

    var records: [LogRecord] { kept.withLock { $0 } }

    func write(_ record: LogRecord) {
        kept.withLock { $0.append(record) }
    }
}
