import Bytes
import Timing

@testable import HTTP

/// A client and the connection under test, joined without a socket, on a clock that the test turns.
final class HTTP2Pair {
    /// The client.
    let client: HTTP2Client
    /// The connection under test.
    let connection: HTTP2Connection
    /// The time.
    var now = Instant.zero

    /// What was asked, by stream.
    private(set) var requests: [Int32: Request] = [:]
    /// Which of them said that a body follows.
    private(set) var withBody: Set<Int32> = []
    /// The bodies, by stream.
    private(set) var bodies: [Int32: [UInt8]] = [:]
    /// Whose bodies are complete.
    private(set) var bodyEnds: Set<Int32> = []
    /// The streams that were told there is room, in order.
    private(set) var writable: [Int32] = []
    /// The streams that are over, and how.
    private(set) var closed: [Int32: Bool] = [:]
    /// The statuses that something was refused with, in order.
    private(set) var refused: [Int] = []
    /// Why the connection ended.
    private(set) var end: EndReason?
    /// How many events came after that.
    private(set) var eventsAfterEnd = 0

    /// What is answered to a request at once; `nil` keeps it open.
    var answer: (Int32, Request) -> Response? = { _, _ in nil }
    /// Whether bodies are given back to flow control as they come.
    var consumesBodies = true
    /// How many bytes are handed over at a time.
    var step = Int.max

    /// A pair that has not said anything yet.
    init(_ client: HTTP2Client = HTTP2Client(), limits: Limits = Limits()) {
        self.client = client
        connection = HTTP2Connection(
            from: Request.Peer(address: "192.0.2.1", isLoopback: false, isSecure: true),
            date: DateField(WallClock(seconds: 784_111_777)), limits: limits, at: .zero)
    }

    /// Lets both sides talk until neither has anything to say.
    func run() {
        while true {
            let sent = client.output()
            deliver(sent)
            let answered = takeOutbound()
            client.receive(answered)
            if sent.isEmpty, answered.isEmpty { return }
        }
    }

    /// Hands bytes to the connection and takes its events.
    func deliver(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(step))
            rest = rest.dropFirst(step)
            connection.handle(piece.bytes, at: now)
            takeEvents()
        }
    }

    /// Takes what waits to be sent.
    func takeOutbound(atMost limit: Int = .max) -> [UInt8] {
        let bytes = connection.outbound.take(atMost: limit)
        connection.handleSent(at: now)
        takeEvents()
        return bytes
    }

    /// Turns the clock, waking the connection whenever it wants to be; both sides talk in between.
    func pass(_ duration: Duration, talking: Bool = true) {
        let end = now.advanced(by: duration)
        while let next = connection.nextDeadline, next <= end {
            now = max(now, next)
            connection.handleTimeout(at: now)
            precondition(connection.nextDeadline.map { $0 > now } ?? true, "a deadline that stays due")
            takeEvents()
            if talking { run() }
        }
        now = end
    }

    /// Answers a request.
    func respond(_ response: Response, to stream: Int32) {
        connection.respond(response, to: StreamID(stream), at: now)
        takeEvents()
    }

    /// Sends a piece of a body, and returns how much waits.
    @discardableResult
    func send(_ bytes: [UInt8], on stream: Int32) -> Int {
        defer { takeEvents() }
        return connection.send(ByteSlice(bytes), on: StreamID(stream), at: now)
    }

    /// Ends a body in pieces.
    func finish(_ stream: Int32) {
        connection.finish(StreamID(stream), at: now)
        takeEvents()
    }

    /// Polls every event.
    func takeEvents() {
        while let event = connection.pollEvent() {
            if end != nil { eventsAfterEnd += 1 }
            take(event)
        }
    }

    private func take(_ event: ConnectionEvent) {
        switch event {
        case .request(let stream, let request, let hasBody):
            requests[stream.number] = request
            if hasBody { withBody.insert(stream.number) }
            if let response = answer(stream.number, request) {
                connection.respond(response, to: stream, at: now)
            }
        case .body(let stream, let bytes):
            bodies[stream.number, default: []] += bytes
            if consumesBodies { connection.bodyConsumed(bytes.count, on: stream, at: now) }
        case .bodyEnd(let stream): bodyEnds.insert(stream.number)
        case .writable(let stream): writable.append(stream.number)
        case .closed(let stream, let completed): closed[stream.number] = completed
        case .refused(let status): refused.append(status.code)
        case .switched: preconditionFailure("HTTP/2 never switches")
        case .end(let reason): end = reason
        }
    }
}
