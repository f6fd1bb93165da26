internal import Bytes
internal import Runtime
internal import Timing

/// A loop on which another program is waited for.
actor ProgramRun: LoopResident {
    /// The loop it lives on.
    nonisolated let loop: EventLoop
    /// What the loop watches.
    let poller: Poller
    /// The program.
    private let reader: ProgramReader

    /// The loop.
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor }

    /// Runs a program to its end. One that writes more than so much is ended.
    static func output(
        of program: String, _ arguments: [String], mostMemory: Int, mostBytes: Int
    ) async throws(SystemError) -> ProgramOutput {
        let (outputs, output) = AsyncStream<ProgramOutput>.makeStream()
        let run = try ProgramRun(program, arguments, mostMemory: mostMemory, mostBytes: mostBytes) {
            output.yield($0)
        }
        var result = ProgramOutput(ending: .exited(0))
        for await output in outputs {
            result = output
            break
        }
        run.loop.stop()
        return result
    }

    private init(
        _ program: String, _ arguments: [String], mostMemory: Int, mostBytes: Int,
        ended: @escaping @Sendable (ProgramOutput) -> Void
    ) throws(SystemError) {
        let loop = try EventLoop(name: "program")
        let poller = try Poller()
        let started = try ChildProcess.start(program, arguments, mostMemory: mostMemory)
        let reader = ProgramReader(started.process, mostBytes: mostBytes, ended: ended)
        reader.connection = try TCPConnection(
            started.takeSocket(), peer: .init(.loopbackV4, port: 0), on: poller, core: { _ in reader },
            closed: { _ in })
        self.loop = loop
        self.poller = poller
        self.reader = reader
        try loop.run(self)
    }
}

/// Takes what a program writes, up to its end.
private final class ProgramReader: StreamCore {
    let outbound = OutboundQueue()
    private(set) var ending: StreamEnding?
    /// The socket to it.
    var connection: TCPConnection?
    private let process: ChildProcess
    private let mostBytes: Int
    private var bytes: [UInt8] = []
    /// Hears of the end.
    private let ended: (ProgramOutput) -> Void

    init(_ process: ChildProcess, mostBytes: Int, ended: @escaping (ProgramOutput) -> Void) {
        self.process = process
        self.mostBytes = mostBytes
        self.ended = ended
    }

    var wantsInput: Bool { ending == nil }
    var nextDeadline: Instant? { nil }

    func handle(_ arrived: RawSpan, at now: Instant) {
        bytes.append(arrived)
        if bytes.count > mostBytes { ending = .reset }
    }

    func handleEndOfInput(at now: Instant) { ending = .reset }
    func handleSent(at now: Instant) {}
    func handleTimeout(at now: Instant) {}

    func handleDisconnect(at now: Instant) {
        connection = nil
        ended(ProgramOutput(bytes: bytes, ending: process.end()))
    }
}
