import Bytes
import HTTP
import Platform
import Signaling
import Timing

/// The routes over a plane that is made up, behind a real connection: what a client sends, and what it gets.
final class Endpoints {
    /// What a client got.
    struct Reply {
        /// The head.
        let head: Response
        /// The body.
        let text: String

        /// The status.
        var status: Int { head.status.code }

        /// A field.
        subscript(name: String) -> String? { head.fields[name] }
    }

    /// The plane below.
    let plane = PlaneDouble()
    /// The key that opens every stream; `nil` when none is needed.
    static let key = "north-wind-and-sun"

    private let session: ServerSession
    private let client = HTTP1Client(to: "live.example")
    private let actions: AsyncStream<(ResponseAction, StreamID)>.Iterator
    private let box: Box

    /// Takes actions of responders on their way from tasks to the session.
    private final class Box: ResponseSink {
        let continuation: AsyncStream<(ResponseAction, StreamID)>.Continuation

        init(_ continuation: AsyncStream<(ResponseAction, StreamID)>.Continuation) {
            self.continuation = continuation
        }

        func submit(_ action: ResponseAction, for responder: Responder) {
            continuation.yield((action, responder.stream))
        }
    }

    /// Counts nothing.
    private final class Deaf: SessionObserver {
        func answered(_ method: HTTP.Method, _ status: Status, after duration: Duration) {}
        func refused(_ status: Status) {}
        func openedWebSocket() {}
        func closedWebSocket() {}
        func ended(_ reason: EndReason) {}
    }

    /// The routes, with or without keys and ICE servers.
    init(needsKey: Bool = false, viewersWait: Bool = true, iceServers: [ICEServer] = []) {
        var router = Router()
        SessionRoutes(
            plane: plane, viewersWait: viewersWait,
            publishing: { request, _ in
                guard needsKey, request.bearerToken != Self.key else { return nil }
                return request.bearerToken == nil
                    ? .tokenMissing("Publishing needs a key") : Problem(.forbidden, title: "Not a key")
            }, iceServers: { _ in iceServers }
        ).add(to: &router)
        let (stream, continuation) = AsyncStream<(ResponseAction, StreamID)>.makeStream()
        actions = stream.makeAsyncIterator()
        box = Box(continuation)
        let setting = SessionSetting(
            service: router, date: DateField(WallClock(seconds: 784_111_777)), sink: box, observer: Deaf())
        let peer = Request.Peer(address: "192.0.2.7", isLoopback: false, isSecure: false)
        session = ServerSession(
            from: peer, applicationProtocol: "http/1.1", number: 1, in: setting, at: .zero)
    }

    /// Sends a request and waits for what comes back.
    func send(
        _ method: HTTP.Method, _ path: String, _ fields: HeaderFields = [:], _ body: String? = nil,
        isolation: isolated (any Actor)? = #isolation
    ) async -> Reply {
        client.request(method, path, fields: fields, body: body.map { ByteSlice(Array($0.utf8)) })
        session.handle(client.outbound.take().bytes, at: .zero)
        var head: Response?
        var text: [UInt8] = []
        while true {
            client.handle(session.outbound.take().bytes)
            session.handleSent(at: .zero)
            while let event = client.pollEvent() {
                switch event {
                case .response(_, let response): head = response
                case .body(_, let bytes): text += bytes
                default: break
                }
            }
            if client.openRequests == 0, let head {
                return Reply(head: head, text: String(decoding: text, as: UTF8.self))
            }
            var iterator = actions
            guard let (action, stream) = await iterator.next(isolation: isolation) else { break }
            session.perform(action, on: stream, at: .zero)
        }
        return Reply(head: Response(Status(599, "No answer")), text: "")
    }

    /// Offers, and returns what came back.
    func offer(
        _ path: String, _ fields: HeaderFields = ["content-type": "application/sdp"],
        isolation: isolated (any Actor)? = #isolation
    ) async -> Reply {
        await send(.post, path, fields, "v=0\r\noffer\r\n", isolation: isolation)
    }

    /// Sends a fragment to a session, with or without a condition.
    func fragment(
        _ path: String, _ text: String = "a=candidate:1", ifMatch: String? = nil,
        isolation: isolated (any Actor)? = #isolation
    ) async -> Reply {
        var fields: HeaderFields = ["content-type": "application/trickle-ice-sdpfrag"]
        if let ifMatch { fields.append("if-match", ifMatch) }
        return await send(.patch, path, fields, text, isolation: isolation)
    }
}
