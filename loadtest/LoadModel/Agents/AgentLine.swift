internal import Bytes
internal import Runtime
internal import Timing

/// A connection between a conductor and an agent: octets both ways, of which others make sense.
final class AgentLine: StreamCore {
    /// What waits to be sent.
    let outbound = OutboundQueue()
    /// Everything is read.
    let wantsInput = true
    /// Whoever conducts looks at the time.
    let nextDeadline: Instant? = nil
    /// How the connection ends, once it has to.
    private(set) var ending: StreamEnding?
    /// The connection, once it is there.
    var stream: TCPConnection?
    /// Takes what arrives.
    private let received: (RawSpan, Instant) -> Void
    /// Hears of the end.
    private let ended: () -> Void

    /// A line whose connection is still to be made.
    init(received: @escaping (RawSpan, Instant) -> Void, ended: @escaping () -> Void) {
        self.received = received
        self.ended = ended
    }

    /// Sends octets.
    func send(_ bytes: [UInt8]) {
        outbound.append(bytes)
        stream?.settle()
    }

    /// Ends the connection once all is sent.
    func close() {
        ending = .orderly
        stream?.settle()
    }

    // MARK: The stream

    func handle(_ bytes: RawSpan, at now: Instant) { received(bytes, now) }
    func handleEndOfInput(at now: Instant) { ending = ending ?? .orderly }
    func handleSent(at now: Instant) {}
    func handleTimeout(at now: Instant) {}
    func handleDisconnect(at now: Instant) { ended() }
}
