import Bytes
import HTTP
import Timing

/// A protocol core whose events a test makes up, and which writes down what it is told.
final class ScriptedCore: ConnectionCore {
    let outbound = OutboundQueue()
    var nextDeadline: Instant?
    var wantsInput = true
    var openStreams = 0
    /// What waits to be polled.
    var events: [ConnectionEvent] = []
    /// What `send` says is waiting.
    var waiting = 0
    /// What it was told to do: `respond 1 200 text`.
    private(set) var orders: [String] = []
    /// The responses it was given.
    private(set) var responses: [Response] = []

    /// The orders since this was last asked.
    func takeOrders() -> [String] {
        defer { orders = [] }
        return orders
    }

    func handle(_ bytes: RawSpan, at now: Instant) {}
    func handleEndOfInput(at now: Instant) { orders.append("end of input") }
    func handleSent(at now: Instant) { orders.append("sent") }
    func handleTimeout(at now: Instant) { orders.append("timeout") }

    func respond(_ response: Response, to stream: StreamID, at now: Instant) {
        responses.append(response)
        let body =
            switch response.body {
            case .none: ""
            case .whole: " " + (response.text ?? "")
            case .pieces(let length): " pieces \(length.map(String.init) ?? "?")"
            }
        orders.append("respond \(stream.number) \(response.status.code)\(body)")
    }

    func acceptBody(of stream: StreamID, at now: Instant) { orders.append("accept \(stream.number)") }

    func send(_ piece: ByteSlice, on stream: StreamID, at now: Instant) -> Int {
        if !piece.isEmpty { orders.append("send \(stream.number) \(String(utf8: piece.bytes) ?? "?")") }
        return waiting
    }

    func finish(_ stream: StreamID, at now: Instant) { orders.append("finish \(stream.number)") }
    func abort(_ stream: StreamID, at now: Instant) { orders.append("abort \(stream.number)") }

    func bodyConsumed(_ count: Int, on stream: StreamID, at now: Instant) {
        orders.append("consumed \(stream.number) \(count)")
    }

    func drain(at now: Instant) { orders.append("drain") }
    func pollEvent() -> ConnectionEvent? { events.isEmpty ? nil : events.removeFirst() }
}
