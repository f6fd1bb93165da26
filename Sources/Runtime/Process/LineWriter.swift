internal import CLinux
internal import Glibc
internal import Synchronization

/// Lines on their way to a terminal, a pipe or a file, written by a thread of their own.
///
/// Who logs must never wait for who reads the log: a terminal that was stopped with Ctrl-S or a pipe nobody empties
/// blocks for ever. So the queue is bounded in bytes, and lines that do not fit are dropped; where they are missing
/// a line says how many they were.
///
/// Invariants:
/// 1. `write` takes a lock for the time of one copy and never waits for the descriptor.
/// 2. Lines arrive whole and in order of writing.
public final class LineWriter: Sendable {
    /// A standard stream of the process.
    public enum Stream: Int32, Sendable {
        case standardOutput = 1
        case standardError = 2

        /// Whether a person sits at the other end.
        public var isTerminal: Bool { isatty(rawValue) == 1 }
    }

    /// What waits; shared with the thread, which so outlives the writer until it has written everything.
    private let queue: LineQueue

    /// Writes to a stream. At most `capacity` bytes wait while as many are being written; `report` makes the line that tells of dropped ones.
    public convenience init(
        to stream: Stream, capacity: Int = 1 << 20, report: @escaping @Sendable (_ dropped: Int) -> String
    ) throws(SystemError) {
        try self.init(descriptor: stream.rawValue, capacity: capacity, report: report)
    }

    /// Writes to a descriptor, which stays open and its owner's.
    init(
        descriptor: Int32, capacity: Int, report: @escaping @Sendable (_ dropped: Int) -> String
    ) throws(SystemError) {
        let queue = LineQueue(capacity: capacity, report: report)
        self.queue = queue
        try Thread.start(name: "lines") {
            while let batch = queue.take() {
                Self.write(batch.bytes, to: descriptor)
                for waiter in batch.waiters { waiter.signal() }
            }
        }
    }

    deinit {
        queue.close()
    }

    /// Queues a line, which must hold no line break. Dropped and counted when there is no room.
    public func write(_ line: String) {
        queue.append(line)
    }

    /// How many lines were dropped since the start.
    public var droppedLines: Int { queue.droppedLines }

    /// Waits until all that was queued before is written; `false` when that took too long. For the end of the
    /// process: it blocks.
    @discardableResult public func flush(within limit: Duration) -> Bool {
        let written = Semaphore()
        queue.append(waiter: written)
        return written.wait(atMost: limit)
    }

    /// Writes all bytes, however long it takes. A descriptor that is gone takes them all.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[written...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                // We may have been given a stream that somebody else made non-blocking.
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&wanted, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }
}
