import Bytes
import Runtime
import Signaling
import Timing

/// Signaling's side of one connection to a media node: questions go out under numbers, and answers come back in any order.
///
/// Invariant: what was asked is answered, or given back when the connection ends, exactly once.
final class PlaneClient: StreamCore {
    /// Takes the answer to a question.
    typealias Reply = (PlaneAnswer?) -> Void

    /// What its owner is told.
    enum Event {
        /// The node said hello, and in which run it is.
        case ready(run: UInt64)
        /// Nothing can come of the connection, for this reason.
        case refused(String)
        /// The connection is no more; these were not answered.
        case ended([(question: PlaneQuestion, reply: Reply)])
    }

    /// After so long without a word from the node it is asked whether it is there, and after twice as long given up: a
    /// cable that was pulled says nothing.
    static let patience = Duration.seconds(5)

    /// What waits to be sent.
    let outbound = OutboundQueue()
    /// How it closes.
    private(set) var ending: StreamEnding?
    /// Whether the node has said hello, and speaks our version.
    private(set) var isReady = false
    /// What comes.
    private var stream = PlaneStream()
    /// What was asked and not answered.
    private var pending: [UInt64: (question: PlaneQuestion, reply: Reply)] = [:]
    /// The number of the next question.
    private var nextNumber: UInt64 = 1
    /// When the node was heard last.
    private var heard: Instant
    /// Whether it was asked since whether it is there.
    private var isProbed = false
    /// Tells the owner.
    private let tell: (Event) -> Void

    /// A connection that begins.
    init(at now: Instant, tell: @escaping (Event) -> Void) {
        heard = now
        self.tell = tell
        outbound.append(PlaneMessage.hello(version: PlaneMessage.version, run: 0).bytes)
    }

    var wantsInput: Bool { ending == nil }
    var nextDeadline: Instant? {
        ending == nil ? heard.advanced(by: isProbed ? Self.patience * 2 : Self.patience) : nil
    }

    func handle(_ bytes: RawSpan, at now: Instant) {
        (heard, isProbed) = (now, false)
        stream.receive(bytes)
        while ending == nil, let message = stream.next() { take(message) }
        if stream.isBroken { refuse("what it says cannot be read") }
    }

    func handleEndOfInput(at now: Instant) { ending = .orderly }
    func handleSent(at now: Instant) {}

    func handleTimeout(at now: Instant) {
        guard let nextDeadline, nextDeadline <= now else { return }
        guard !isProbed, isReady else { return refuse("it has fallen silent") }
        isProbed = true
        ask(.loudness([])) { _ in }
    }

    func handleDisconnect(at now: Instant) {
        ending = .reset
        isReady = false
        let left = pending.sorted { $0.key < $1.key }.map(\.value)
        pending = [:]
        tell(.ended(left))
    }

    /// Asks something. Only once it is ready.
    func ask(_ question: PlaneQuestion, reply: @escaping Reply) {
        pending[nextNumber] = (question, reply)
        outbound.append(PlaneMessage.question(question, number: nextNumber).bytes)
        nextNumber += 1
    }

    private func take(_ message: PlaneMessage) {
        switch message {
        case .hello(let version, let run):
            guard version == PlaneMessage.version else {
                return refuse("it speaks version \(version) of this, and we \(PlaneMessage.version)")
            }
            guard !isReady else { return refuse("it said hello twice") }
            isReady = true
            tell(.ready(run: run))
        case .answer(let answer, let number): pending.removeValue(forKey: number)?.reply(answer)
        case .question: refuse("it asks, and is there to answer")
        }
    }

    private func refuse(_ reason: String) {
        ending = .reset
        outbound.removeAll()
        tell(.refused(reason))
    }
}
