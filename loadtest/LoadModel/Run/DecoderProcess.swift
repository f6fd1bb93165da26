internal import Bytes
internal import CodecBridge
internal import Runtime
internal import Timing

/// A `starling-transcoder` that decodes what one viewer receives, and tells what came of it.
///
///     working ── the socket ends ──► ended
final class DecoderProcess: StreamCore {
    /// What waits to be sent.
    let outbound = OutboundQueue()
    /// How its socket closes.
    private(set) var ending: StreamEnding?
    /// How many pictures it made, and how many units it could not decode, or in part only.
    private(set) var pictures = 0, faults = 0
    /// Why it ended before it was told to; `nil` where it did not.
    private(set) var failure: String?
    /// The process.
    private let process: ChildProcess
    /// The socket to it.
    private var connection: TCPConnection?
    /// What comes.
    private var reader = BridgeReader()
    /// Whether it was told that there is no more.
    private var isTold = false

    /// How much may wait for it: some seconds of a stream of 20 Mb/s. One that is further behind will not keep up.
    private static let mostWaiting = 16 << 20
    /// How much memory it may have: its libraries, and pictures of 8K a few times.
    private static let mostMemory = 2 << 30

    /// Starts the program.
    init(_ program: String, on poller: Poller) throws(SystemError) {
        let started = try ChildProcess.start(program, mostMemory: Self.mostMemory)
        process = started.process
        connection = try TCPConnection(
            started.takeSocket(), peer: .init(.loopbackV4, port: 0), on: poller,
            core: { [unowned self] _ in self },
            closed: { _ in })
        outbound.append(BridgeMessage.order(.watching).bytes)
    }

    /// The program beside ours.
    static var program: String { ProcessEnvironment.programFolder + "/starling-transcoder" }

    /// Whether it can be started.
    static func check() throws(SystemError) {
        _ = try ChildProcess.start(program, mostMemory: mostMemory).process.end()
    }

    /// Says something to it; `false` when it cannot keep up, or is no more.
    func send(_ message: BridgeMessage) -> Bool {
        guard ending == nil, !isTold, outbound.count < Self.mostWaiting else { return false }
        if message == .end { isTold = true }
        outbound.append(message.bytes)
        return true
    }

    /// Sends what was said.
    func settle() { connection?.settle() }

    /// Ends it at once.
    func close() {
        isTold = true
        connection?.close()
    }

    // MARK: The socket

    var wantsInput: Bool { ending == nil }

    var nextDeadline: Instant? { nil }

    func handle(_ bytes: RawSpan, at now: Instant) {
        reader.handle(bytes)
        while let message = reader.pollMessage() {
            switch message {
            case .watched(let pictures, let faults): (self.pictures, self.faults) = (pictures, faults)
            case .trouble(let text): failure = failure ?? text
            case .order, .format, .unit, .end, .picture, .paced: break
            }
        }
        if reader.isBroken { ending = .reset }
    }

    func handleEndOfInput(at now: Instant) { ending = .reset }

    func handleSent(at now: Instant) {}

    func handleTimeout(at now: Instant) {}

    func handleDisconnect(at now: Instant) {
        ending = .reset
        connection = nil
        let how = process.end()
        if !isTold { failure = "a decoder ended early: \(how)" }
    }
}
