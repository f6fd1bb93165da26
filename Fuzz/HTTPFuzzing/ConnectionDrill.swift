import Bytes
public import HTTP
public import Timing

/// Drives a connection core as a server's loop would, and traps when the core breaks its word.
///
/// The first three bytes of an input are the plan: how large the reads are, what the answers are like, how fast time
/// passes. The rest is what the client sends.
public final class ConnectionDrill {
    /// What is being driven.
    private let core: any ConnectionCore
    /// Where choices come from; a plan's bytes stretched to as many as are needed.
    private var choices: UInt64
    /// How many bytes a read has.
    private let readSize: Int
    /// How much time passes between reads.
    private let pause: Duration
    /// The time.
    private var now = Instant.zero
    /// The requests that are open, and how many bytes of their bodies came; `nil` when the body is complete.
    private var open: [StreamID: Int?] = [:]
    /// Streams that exist or existed.
    private var known: Set<StreamID> = []
    /// Whether the core said it is done.
    private var isDone = false

    /// Bytes of a plan in front of an input.
    public static let planSize = 3

    /// A drill of the core that `make` makes, by the plan that `input` begins with; `nil` when it is too short.
    public init?(_ input: RawSpan, _ make: (Request.Peer, DateField, Instant) -> any ConnectionCore) {
        guard let size = input.byte(at: 0), let answers = input.byte(at: 1), let speed = input.byte(at: 2)
        else {
            return nil
        }
        let peer = Request.Peer(address: "192.0.2.1", isLoopback: false, isSecure: false)
        core = make(peer, DateField(WallClock(seconds: 0)), .zero)
        choices = UInt64(answers) | 1 << 8
        readSize = 1 + Int(size) * Int(size)
        pause = .milliseconds(Int(speed) * 10)
    }

    /// Feeds what follows the plan, and then the end of input.
    public func run(_ input: RawSpan) {
        var rest = input.extracting(Self.planSize...)
        settle()
        while !rest.isEmpty, !isDone, core.wantsInput {
            core.handle(rest.extracting(first: readSize), at: now)
            rest = rest.extracting(droppingFirst: readSize)
            settle()
            pass(pause)
        }
        guard !isDone else { return }
        if choose(2) == 0 { core.drain(at: now) }
        settle()
        pass(.seconds(200))
        guard !isDone else { return }
        core.handleEndOfInput(at: now)
        settle()
    }

    /// A choice below `count`.
    private func choose(_ count: UInt64) -> UInt64 {
        choices = choices &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (choices >> 33) % count
    }

    /// Lets time pass, with every deadline on the way. A core must not ask for the same moment for ever.
    private func pass(_ duration: Duration) {
        let end = now.advanced(by: duration)
        var steps = 0
        while !isDone, let deadline = core.nextDeadline, deadline <= end {
            steps += 1
            precondition(steps < 1000, "deadlines without end")
            now = max(now, deadline)
            core.handleTimeout(at: now)
            settle()
        }
        now = end
    }

    /// Takes events and sends what waits, until nothing is left of either.
    private func settle() {
        repeat {
            while let event = core.pollEvent() { handle(event) }
            precondition(core.outbound.count < 16 << 20, "the outbound queue grows without bound")
            guard core.outbound.count > 0 else { return }
            _ = core.outbound.take(atMost: 1 + Int(choose(100_000)))
            core.handleSent(at: now)
        } while true
    }

    private func handle(_ event: ConnectionEvent) {
        precondition(!isDone, "an event after the end")
        switch event {
        case .request(let stream, let request, let hasBody):
            precondition(known.insert(stream).inserted, "a stream began twice")
            open[stream] = .some(hasBody ? 0 : nil)
            check(request)
            answer(stream, hasBody: hasBody)
        case .body(let stream, let bytes):
            precondition(!bytes.isEmpty, "an empty piece of a body")
            guard let received = open[stream] ?? nil else { preconditionFailure("a body nobody announced") }
            open[stream] = received + bytes.count
            if choose(8) > 0 { core.bodyConsumed(bytes.count, on: stream, at: now) }
        case .bodyEnd(let stream):
            guard (open[stream] ?? nil) != nil else {
                preconditionFailure("the end of a body nobody announced")
            }
            open[stream] = .some(nil)
        case .writable(let stream):
            precondition(open[stream] != nil, "room on a closed stream")
            core.finish(stream, at: now)
        case .closed(let stream, _):
            precondition(open.removeValue(forKey: stream) != nil, "a stream closed twice")
        case .refused: break
        case .switched, .end:
            isDone = true
        }
    }

    /// Looks at every part of a request, as a service might.
    private func check(_ request: Request) {
        precondition(
            request.fields.count <= Limits().headerCount && request.fields.byteCount <= Limits().headerBytes)
        for index in 0..<request.fields.count {
            let value = request.fields.value(at: index)
            precondition(!value.utf8.contains { $0 == 10 || $0 == 13 || $0 == 0 }, "a line break in a value")
            precondition(!request.fields.name(at: index).isEmpty, "a field without a name")
        }
    }

    /// Answers a request in one of the ways there are, or not at all.
    private func answer(_ stream: StreamID, hasBody: Bool) {
        if hasBody, choose(2) == 0 { core.acceptBody(of: stream, at: now) }
        switch choose(7) {
        case 0: core.respond(Response(text: "hello"), to: stream, at: now)
        case 1: core.respond(Response(.noContent), to: stream, at: now)
        case 2: core.respond(Response(type: "video/mp4", body: Self.large), to: stream, at: now)
        case 3:
            core.respond(Response(.ok, body: .pieces(length: nil)), to: stream, at: now)
            core.send(ByteSlice([1, 2, 3]), on: stream, at: now)
            if choose(2) == 0 { core.finish(stream, at: now) }
        case 4:
            core.respond(Response(.ok, body: .pieces(length: 10)), to: stream, at: now)
            core.send(ByteSlice([1, 2, 3]), on: stream, at: now)
            core.finish(stream, at: now)
        case 5: core.abort(stream, at: now)
        default: break
        }
    }

    /// A body that is sent by reference.
    private static let large = ByteSlice([UInt8](repeating: 7, count: 300_000))
}
