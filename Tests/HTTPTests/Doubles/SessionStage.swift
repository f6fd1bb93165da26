import Bytes
import Timing

@testable import HTTP

/// A session with everything around it made up: a scripted core below, a service of one closure above.
final class SessionStage: SessionObserver {
    /// A service that is a closure.
    private struct ClosureService: Service {
        let body: @Sendable (Request, Responder) -> Answer
        func answer(_ request: Request, with responder: Responder) -> Answer { body(request, responder) }
    }

    /// The core below.
    let core = ScriptedCore()
    /// What is tested.
    private(set) var session: ServerSession
    /// What time it is.
    var now = Instant.zero
    /// What the observer heard.
    private(set) var heard: [String] = []
    /// Where responders send their actions.
    private let sink = StageSink()

    /// A session whose service is `body`.
    init(limits: Limits = Limits(), _ body: @escaping @Sendable (Request, Responder) -> Answer) {
        let date = DateField(WallClock(nanoseconds: 0))
        let peer = Request.Peer(address: "192.0.2.1", isLoopback: false, isSecure: false)
        let placeholder = SessionSetting(
            service: ClosureService(body: body), date: date, sink: sink, observer: DeafObserver())
        session = ServerSession(
            from: peer, applicationProtocol: "http/1.1", number: 7, in: placeholder, at: now)
        let setting = SessionSetting(
            service: ClosureService(body: body), limits: limits, date: date, sink: sink, observer: self)
        session = ServerSession(from: peer, applicationProtocol: "http/1.1", number: 7, in: setting, at: now)
        session.core = core
        sink.stage = self
    }

    /// Lets the core find events, and returns what the session told it to do.
    @discardableResult
    func find(_ events: ConnectionEvent...) -> [String] {
        core.events += events
        session.handle([UInt8]().bytes, at: now)
        return core.takeOrders()
    }

    /// A request is found.
    @discardableResult
    func request(
        _ method: HTTP.Method = .get, fields: HeaderFields = [:], on stream: Int32 = 1, hasBody: Bool = false
    )
        -> [String]
    {
        find(.request(StreamID(stream), Request(method: method, path: "/", fields: fields), hasBody: hasBody))
    }

    /// Does one thing that a responder asked for, and returns what the session told the core to do.
    @discardableResult
    func perform(_ action: ResponseAction, on stream: Int32 = 1) -> [String] {
        session.perform(action, on: StreamID(stream), at: now)
        return core.takeOrders()
    }

    func answered(_ method: HTTP.Method, _ status: Status, after duration: Duration) {
        heard.append("\(method.rawValue) \(status.code) after \(duration.nanoseconds) ns")
    }
    func refused(_ status: Status) { heard.append("refused \(status.code)") }
    func openedWebSocket() { heard.append("opened") }
    func closedWebSocket() { heard.append("closed") }
    func ended(_ reason: EndReason) { heard.append("ended \(reason.rawValue)") }

    /// Hands actions to the session at once, as the loop of a connection may.
    private final class StageSink: ResponseSink, @unchecked Sendable {
        // A test uses its stage from one thread only.
        weak var stage: SessionStage?

        func submit(_ action: ResponseAction, for responder: Responder) {
            guard let stage else { return }
            stage.session.perform(action, on: responder.stream, at: stage.now)
        }
    }
}

/// Counts nothing.
final class DeafObserver: SessionObserver {
    func answered(_ method: HTTP.Method, _ status: Status, after duration: Duration) {}
    func refused(_ status: Status) {}
    func openedWebSocket() {}
    func closedWebSocket() {}
    func ended(_ reason: EndReason) {}
}

/// Notes that closures take, in order. Tests use it from one thread only.
final class Notes: @unchecked Sendable {
    private(set) var lines: [String] = []
    func add(_ line: String) { lines.append(line) }
}

/// Writes down what it is told of a body.
struct NotingReceiver: BodyReceiver {
    let notes: Notes
    func received(_ piece: [UInt8], from responder: Responder) {
        notes.add(
            "received \(String(decoding: piece, as: UTF8.self)) on \(responder.connection).\(responder.stream.number)"
        )
    }
    func finished(from responder: Responder) { notes.add("finished") }
    func abandoned(from responder: Responder) { notes.add("abandoned") }
}
