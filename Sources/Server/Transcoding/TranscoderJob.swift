import Bytes
import CodecBridge
import Runtime
import Timing

/// A transcoder at work, as the loop that started it sees it: a process, and the socket to it.
///
///     working ── the socket ends, or it stands still ──► ended
///
/// What it is sent waits here for as long as it takes; what is too much is refused, for whoever sends it to leave out.
final class TranscoderJob: StreamCore {
    /// What its owner is told, in the loop's turn and never from within `send`.
    enum Event {
        /// It says something.
        case message(BridgeMessage)
        /// It is no more, and how it ended. Said once, last.
        case ended(ChildProcess.Ending)
    }

    /// What waits to be sent.
    let outbound = OutboundQueue()
    /// How its socket closes.
    private(set) var ending: StreamEnding?
    /// Whether something was queued since the socket was looked at.
    var hasNews = false
    /// The socket, from its first moment on.
    var connection: TCPConnection?
    /// The process.
    private let process: ChildProcess
    /// What comes.
    private var reader = BridgeReader()
    /// When it must have ended, if ever.
    private let deadline: Instant?
    /// How many octets may wait for it.
    private let mostWaiting: Int
    /// Since when it has not taken what waits for it.
    private var stuckSince: Instant?
    /// Tells the owner.
    private let tell: (Event) -> Void

    /// How long it may take nothing of what waits.
    private static let patience = Duration.seconds(10)

    init(
        _ process: ChildProcess, deadline: Instant?, mostWaiting: Int, tell: @escaping (Event) -> Void
    ) {
        self.process = process
        self.mostWaiting = mostWaiting
        self.deadline = deadline
        self.tell = tell
    }

    /// The number of its process.
    var processID: Int32 { process.id }

    // MARK: Commands

    /// Says something to it; `false` when too much waits already.
    func send(_ message: BridgeMessage) -> Bool {
        guard ending == nil, outbound.count < mostWaiting else { return false }
        outbound.append(message.bytes)
        hasNews = true
        return true
    }

    /// Ends it at once.
    func stop() {
        ending = .reset
        outbound.removeAll()
        hasNews = true
    }

    // MARK: The socket

    var wantsInput: Bool { ending == nil }

    var nextDeadline: Instant? {
        guard ending == nil else { return nil }
        let stuck = stuckSince?.advanced(by: Self.patience)
        return [deadline, stuck].compactMap(\.self).min()
    }

    func handle(_ bytes: RawSpan, at now: Instant) {
        reader.handle(bytes)
        while ending == nil, let message = reader.pollMessage() { tell(.message(message)) }
        if reader.isBroken { stop() }
    }

    func handleEndOfInput(at now: Instant) { stop() }

    func handleSent(at now: Instant) { stuckSince = outbound.isEmpty ? nil : now }

    func handleTimeout(at now: Instant) {
        if let nextDeadline, nextDeadline <= now { stop() }
    }

    func handleDisconnect(at now: Instant) {
        ending = .reset
        connection = nil
        // Its socket ends when it does; one that only stands still is killed here.
        tell(.ended(process.end()))
    }

    /// Sends what was queued.
    func settle(at now: Instant) {
        hasNews = false
        if !outbound.isEmpty, stuckSince == nil { stuckSince = now }
        connection?.settle()
    }
}
