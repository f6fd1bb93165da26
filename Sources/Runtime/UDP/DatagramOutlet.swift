internal import Timing

/// The sending side of a port: what goes to the kernel at once, and what waits while it takes nothing.
///
///     open ──EAGAIN──► blocked ──writable, and all that waited sent──► open
///
/// Invariant: nothing overtakes. While messages wait, new ones go behind them, or are dropped when there is no room.
struct DatagramOutlet: ~Copyable {
    /// Talks to the kernel.
    private var sender: DatagramSender
    /// What the kernel did not take, in order.
    private var backlog: SendBatch

    init(_ sender: DatagramSender, backlog: consuming SendBatch) {
        self.sender = sender
        self.backlog = backlog
    }

    /// Whether messages wait for the kernel.
    var isBlocked: Bool { !backlog.isEmpty }

    /// What became of all messages.
    var counters: UDPSendCounters { sender.counters }

    /// Sends, keeps or drops everything in `batch`, which is empty afterwards.
    mutating func send(_ batch: inout SendBatch, at now: Instant) {
        for _ in 0..<batch.takeRefused() { sender.counters.drop(.invalid) }
        if backlog.isEmpty { sender.transmit(&batch, at: now) }
        while !batch.isEmpty {
            if !backlog.append(frontOf: batch) { sender.counters.drop(.blocked) }
            batch.removeFirst()
        }
    }

    /// Goes on with what waits: the kernel may have room again.
    mutating func resume(at now: Instant) {
        sender.transmit(&backlog, at: now)
    }
}
