import Bytes
import Timing

@testable import HTTP

/// One connection under test: what a client says goes in, and everything that comes out is written down.
///
/// Services are played by `answer`, which is called for each request as it comes; without one, requests stay open
/// until the test answers them.
final class Talk {
    /// The connection.
    let core: HTTP1Connection
    /// The time.
    var now = Instant.zero
    /// What happened, one short line an event; successive pieces of one body are one line.
    private(set) var log: [String] = []
    /// The requests, in order.
    private(set) var requests: [Request] = []
    /// The statuses that something was refused with, in order.
    private(set) var refused: [Int] = []
    /// What was sent and not looked at.
    private var sent: [UInt8] = []
    /// Plays the service.
    var answer: ((Request, StreamID) -> Response?)?
    /// Whether bodies are given back to flow control as they come.
    var consumes = true
    /// Whether the kernel takes what is sent.
    var takes = true

    static let peer = Request.Peer(address: "192.0.2.1", isLoopback: false, isSecure: false)

    init(limits: Limits = Limits(), answer: ((Request, StreamID) -> Response?)? = nil) {
        core = HTTP1Connection(
            from: Self.peer, date: DateField(WallClock(seconds: 784_111_777)), limits: limits, at: now)
        self.answer = answer
    }

    /// The client says something.
    func say(_ text: String) {
        say(Array(text.utf8))
    }

    /// The client says something.
    func say(_ bytes: [UInt8]) {
        core.handle(bytes.bytes, at: now)
        settle()
    }

    /// The client closes its side.
    func hangUp() {
        core.handleEndOfInput(at: now)
        settle()
    }

    /// Time goes by, and deadlines fire on the way.
    func wait(_ duration: Duration) {
        let end = now.advanced(by: duration)
        while let deadline = core.nextDeadline, deadline <= end {
            now = max(deadline, now)
            core.handleTimeout(at: now)
            settle()
        }
        now = end
    }

    /// Answers an open request.
    func respond(_ response: Response, to stream: Int32) {
        core.respond(response, to: StreamID(stream), at: now)
        settle()
    }

    /// Sends a piece of a body, and returns what waits.
    @discardableResult
    func send(_ text: String, on stream: Int32) -> Int {
        let waits = core.send(ByteSlice(Array(text.utf8)), on: StreamID(stream), at: now)
        settle()
        return waits
    }

    /// Ends a body in pieces.
    func finish(_ stream: Int32) {
        core.finish(StreamID(stream), at: now)
        settle()
    }

    /// Does something to the core, then drains it.
    func settle(after action: (HTTP1Connection) -> Void = { _ in }) {
        action(core)
        drainEvents()
        while takes, !core.outbound.isEmpty {
            sent += core.outbound.take()
            core.handleSent(at: now)
            drainEvents()
        }
    }

    /// What was sent since the last look, as text.
    func heard() -> String {
        defer { sent = [] }
        return String(decoding: sent, as: UTF8.self)
    }

    /// The log since the last look.
    func happened() -> [String] {
        defer { log = [] }
        return log
    }

    private func drainEvents() {
        while let event = core.pollEvent() { note(event) }
    }

    private func note(_ event: ConnectionEvent) {
        switch event {
        case .request(let stream, let request, let hasBody):
            requests.append(request)
            log.append(
                "\(stream.number) \(request.method.rawValue) \(request.target)\(hasBody ? " +body" : "")")
            if let response = answer?(request, stream) { core.respond(response, to: stream, at: now) }
        case .body(let stream, let piece):
            noteBody("\(stream.number) body ", String(decoding: piece, as: UTF8.self))
            if consumes { core.bodyConsumed(piece.count, on: stream, at: now) }
        case .bodyEnd(let stream): log.append("\(stream.number) body ends")
        case .writable(let stream): log.append("\(stream.number) writable")
        case .closed(let stream, let completed):
            log.append("\(stream.number) \(completed ? "done" : "given up")")
        case .switched(let stream, let rest):
            log.append("\(stream.number) switched, rest \(String(decoding: rest, as: UTF8.self))")
        case .refused(let status): refused.append(status.code)
        case .end(let reason): log.append("end \(reason)")
        }
    }

    private func noteBody(_ label: String, _ text: String) {
        if let last = log.last, last.hasPrefix(label) {
            log[log.count - 1] = last + text
        } else {
            log.append(label + text)
        }
    }
}

/// A head as our connection writes it, with `date` and `server` in place.
func head(_ status: String, _ fields: String...) -> String {
    let lines = ["HTTP/1.1 \(status)", "date: Sun, 06 Nov 1994 08:49:37 GMT", "server: starling"] + fields
    return lines.joined(separator: "\r\n") + "\r\n\r\n"
}

extension String {
    /// The text with CR LF for each LF, so that requests can be written as they read.
    var crlf: String { String(decoding: utf8.flatMap { $0 == 10 ? [13, 10] : [$0] }, as: UTF8.self) }
}
