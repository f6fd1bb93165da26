internal import Synchronization

/// The lines that wait for a `LineWriter`'s thread, end to end in one buffer.
final class LineQueue: Sendable {
    /// What the thread takes at once.
    struct Batch: Sendable {
        /// Whole lines with their breaks.
        var bytes: [UInt8] = []
        /// Who wants to know when they are written.
        var waiters: [Semaphore] = []
        /// Lines dropped behind these.
        fileprivate var dropped = 0
        /// Whether nothing will follow.
        fileprivate var isLast = false

        /// Whether the thread knows of it already: it is told when something comes to an empty batch.
        fileprivate var isEmpty: Bool { bytes.isEmpty && waiters.isEmpty && dropped == 0 && !isLast }
    }

    /// What waits.
    private let waiting = Mutex(Batch())
    /// All lines ever dropped.
    private let allDropped = Atomic<Int>(0)
    /// Wakes the thread.
    private let filled = Semaphore()
    /// How many bytes may wait.
    private let capacity: Int
    /// Makes the line that tells of dropped ones.
    private let report: @Sendable (Int) -> String

    init(capacity: Int, report: @escaping @Sendable (Int) -> String) {
        self.capacity = capacity
        self.report = report
    }

    var droppedLines: Int { allDropped.load(ordering: .relaxed) }

    /// Adds a line with its break. Once one is dropped all are until the batch is taken, so that the report stands
    /// where they are missing.
    func append(_ line: String) {
        change { batch in
            guard batch.dropped == 0, batch.bytes.count + line.utf8.count < capacity else {
                batch.dropped += 1
                allDropped.add(1, ordering: .relaxed)
                return
            }
            batch.bytes += line.utf8
            batch.bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// Adds somebody to signal when all before is written.
    func append(waiter: Semaphore) {
        change { $0.waiters.append(waiter) }
    }

    /// Lets the thread end when all is written.
    func close() {
        change { $0.isLast = true }
    }

    /// Waits for a batch and takes it; `nil` at the end.
    func take() -> Batch? {
        while true {
            var batch = waiting.withLock { waiting in
                let batch = waiting
                // The end stays for the next look.
                waiting = Batch(isLast: batch.isLast)
                return batch
            }
            if batch.dropped > 0 {
                batch.bytes += report(batch.dropped).utf8
                batch.bytes.append(UInt8(ascii: "\n"))
            }
            if !batch.bytes.isEmpty || !batch.waiters.isEmpty { return batch }
            if batch.isLast { return nil }
            filled.wait()
        }
    }

    /// Changes what waits, and wakes the thread when that was nothing: one signal a batch.
    private func change(_ body: (inout Batch) -> Void) {
        let wasEmpty = waiting.withLock { batch in
            defer { body(&batch) }
            return batch.isEmpty
        }
        if wasEmpty { filled.signal() }
    }
}
