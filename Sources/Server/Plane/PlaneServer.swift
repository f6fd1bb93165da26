import Bytes
import Runtime
import Signaling
import Timing

/// A media node's side of one connection of signaling: hears questions, and sends answers as they come.
final class PlaneServer: StreamCore {
    /// How many questions may be open. More stay in the kernel, which pushes back.
    static let limit = 4096
    /// How long a connection may be open without a hello, and how long signaling may be silent after it: it asks every
    /// `PlaneClient.patience` whether we are there.
    static let patience = PlaneClient.patience * 3

    /// What waits to be sent.
    let outbound = OutboundQueue()
    /// How it closes.
    private(set) var ending: StreamEnding?
    /// What comes.
    private var stream = PlaneStream()
    /// Whether signaling has said hello, and speaks our version.
    private var isGreeted = false
    /// How many questions are open.
    private var openCount = 0
    /// When signaling was heard last.
    private var heard: Instant
    /// Which run of the node this is.
    private let run: UInt64
    /// Asks the plane.
    private let ask: (PlaneQuestion, UInt64) -> Void
    /// Why it was ended by us, if it was.
    private(set) var fault: String?

    /// A connection that begins.
    init(run: UInt64, at now: Instant, ask: @escaping (PlaneQuestion, UInt64) -> Void) {
        self.run = run
        heard = now
        self.ask = ask
        outbound.append(PlaneMessage.hello(version: PlaneMessage.version, run: run).bytes)
    }

    var wantsInput: Bool { ending == nil && openCount < Self.limit }
    var nextDeadline: Instant? { ending == nil ? heard.advanced(by: Self.patience) : nil }

    func handle(_ bytes: RawSpan, at now: Instant) {
        heard = now
        stream.receive(bytes)
        while ending == nil, let message = stream.next() { take(message) }
        if stream.isBroken { refuse("what it says cannot be read") }
    }

    func handleEndOfInput(at now: Instant) { ending = .orderly }
    func handleSent(at now: Instant) {}

    func handleTimeout(at now: Instant) {
        if let nextDeadline, nextDeadline <= now { refuse("it has fallen silent") }
    }

    func handleDisconnect(at now: Instant) {
        ending = ending ?? .reset
    }

    /// The plane has answered.
    func answer(_ answer: PlaneAnswer, to number: UInt64) {
        openCount -= 1
        guard ending == nil else { return }
        outbound.append(PlaneMessage.answer(answer, number: number).bytes)
    }

    private func take(_ message: PlaneMessage) {
        switch message {
        case .hello(let version, _):
            // Ours is on its way, so that the other side can tell its operator.
            guard version == PlaneMessage.version else {
                fault = "it speaks version \(version) of this, and we \(PlaneMessage.version)"
                ending = .orderly
                return
            }
            isGreeted = true
        case .question(let question, let number):
            guard isGreeted else { return refuse("it did not say hello") }
            openCount += 1
            ask(question, number)
        case .answer: refuse("it answers, and is there to ask")
        }
    }

    private func refuse(_ reason: String) {
        fault = reason
        ending = .reset
        outbound.removeAll()
    }
}
