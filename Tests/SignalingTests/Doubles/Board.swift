import HTTP
import Platform
import Simulation
import Testing
import Timing

@testable import Signaling

/// A switchboard on virtual time, with a media plane that is made up and clients that speak JSON. Every message of the
/// server is held against the schema.
final class Board {
    /// Somebody at the other end of a socket.
    final class Client {
        /// The socket.
        var socket: SocketKey
        /// What arrived, but for answers that `ask` has taken.
        var inbox: [JSONValue] = []
        /// How the socket was closed, if it was.
        var closed: (code: UInt16, reason: String)?
        /// The number of the last request.
        var lastRequest = 0
        /// The number of the last message.
        var lastSeen = 0

        init(_ socket: SocketKey) { self.socket = socket }

        /// Takes the messages of a type out of the inbox.
        func take(_ type: String) -> [JSONValue] {
            defer { inbox.removeAll { $0.text("type") == type } }
            return inbox.filter { $0.text("type") == type }
        }
    }

    let switchboard: Switchboard
    var now = Instant(nanoseconds: 1_000_000_000)
    /// Everybody.
    private(set) var clients: [SocketKey: Client] = [:]
    /// What the plane was asked and has not answered, while it is slow.
    private(set) var questions: [(question: PlaneQuestion, number: UInt64)] = []
    /// Whether answers of the plane wait for `answerPlane`.
    var isPlaneSlow = false
    /// Why the plane refuses.
    var refusal: MediaRefusal?
    /// The media sessions that are open.
    private(set) var media: [SessionLocation] = []
    /// What shared connections bring, and the offers of the plane that wait for their answers.
    private(set) var feeds: [SessionLocation: [String: StreamName]] = [:]
    private(set) var offers: Set<SessionLocation> = []
    /// How loud streams are.
    var loudness: [StreamName: UInt8] = [:]
    /// What viewers get of their videos.
    var videos: [VideoReport] = []
    /// The streams that stages' names stand for.
    private(set) var primaries: [StreamName: StreamName] = [:]
    /// How often it was asked for that.
    private(set) var videoQuestions = 0
    /// What was to be counted.
    private(set) var events: [Switchboard.Event] = []
    /// Signs invites.
    let key: InviteKey
    private var random = SeededGenerator(seed: 3)
    private var nextSocket: UInt64 = 1

    /// The key that publishes every stream.
    static let publishKey = "north-wind-and-sun"

    /// A switchboard on which whoever has the key may publish; with `isOpen` everybody.
    init(isOpen: Bool = false, _ change: (inout Switchboard.Settings) -> Void = { _ in }) {
        let key = InviteKey(using: &random)
        self.key = key
        var settings = Switchboard.Settings(
            invite: { token in
                Result { () throws(Invite.Refusal) in try key.invite(token, at: WallClock(seconds: 1000)) }
            },
            inviting: {
                key.token(
                    for: Invite(to: $0, as: $1, until: WallClock(seconds: 1000 + $2.components.seconds)))
            },
            publishing: { request, _ in
                if isOpen || request.bearerToken == Self.publishKey { return nil }
                return request.bearerToken == nil
                    ? Problem(.unauthorized, title: "no key") : Problem(.forbidden, title: "wrong key")
            },
            iceServers: { _ in [ICEServer(uri: "stun:a.example")] })
        change(&settings)
        switchboard = Switchboard(settings, using: SeededGenerator(seed: 4))
    }

    // MARK: Clients

    /// A socket on which nothing was said.
    func connect(from address: String = "203.0.113.9") -> Client {
        let socket = SocketKey(number: nextSocket)
        nextSocket += 1
        let client = Client(socket)
        clients[socket] = client
        let isLoopback = address == "127.0.0.1"
        let peer = Request.Peer(address: address, isLoopback: isLoopback, isSecure: true)
        switchboard.open(
            socket, by: Request(method: .get, path: "/ws", authority: "live.example", peer: peer), at: now)
        drain()
        return client
    }

    /// A client that has said hello.
    func greet(token: String? = nil, from address: String = "127.0.0.1") -> Client {
        let client = connect(from: address)
        ask(client, "hello", [("version", .number(1))] + (token.map { [("token", .string($0))] } ?? []))
        return client
    }

    /// A client that is at a stage.
    func join(
        _ stream: String = "main", as role: String? = nil, named name: String? = nil,
        token: String? = Board.publishKey
    ) -> Client {
        let client = greet(token: token)
        let fields = [("stream", stream), ("role", role), ("name", name)].compactMap { name, value in
            value.map { (name, JSONValue.string($0)) }
        }
        ask(client, "join", fields)
        return client
    }

    /// Sends a request and returns its answer; `.null` while there is none.
    @discardableResult func ask(
        _ client: Client, _ type: String, _ fields: [(String, JSONValue)] = []
    ) -> JSONValue {
        let number = request(client, type, fields)
        guard let index = client.inbox.lastIndex(where: { $0.number("re") == Double(number) }) else {
            return .null
        }
        return client.inbox.remove(at: index)
    }

    /// Sends a request and returns its number.
    @discardableResult func request(
        _ client: Client, _ type: String, _ fields: [(String, JSONValue)] = []
    ) -> Int {
        client.lastRequest += 1
        let head = [("type", JSONValue.string(type)), ("id", .number(Double(client.lastRequest)))]
        say(client, JSONValue.object((head + fields).map { .init($0.0, $0.1) }).written)
        return client.lastRequest
    }

    /// Sends any text.
    func say(_ client: Client, _ text: String?) {
        switchboard.handle(text, from: client.socket, at: now)
        drain()
    }

    /// Says that everything has arrived.
    func acknowledge(_ client: Client) {
        say(client, "{\"type\":\"ack\",\"seq\":\(client.lastSeen)}")
    }

    /// Cuts a socket, as a network does.
    func cut(_ client: Client, code: UInt16 = 1006) {
        clients[client.socket] = nil
        switchboard.handleClose(of: client.socket, code: code, at: now)
        drain()
    }

    /// What arrives on a client's socket goes to it from now on.
    func adopt(_ client: Client) { clients[client.socket] = client }

    // MARK: Plane and time

    /// Lets a slow plane answer a question, the first by default.
    func answerPlane(_ index: Int = 0) {
        let (question, number) = questions.remove(at: index)
        guard case .answer(let answer, number) = PlaneCalls.crossed(.answer(answer(question), number: number))
        else {
            Issue.record("the answer to \(question) does not arrive")
            return
        }
        switchboard.handle(answer, to: number, at: now)
        drain()
    }

    /// Lets time pass.
    func pass(_ duration: Duration) {
        let end = now.advanced(by: duration)
        while let next = switchboard.nextDeadline, next <= end {
            now = max(now, next)
            switchboard.handleTimeout(at: now)
            drain()
        }
        now = end
    }

    /// Does what the switchboard wants.
    func drain() {
        while let output = switchboard.pollOutput() {
            switch output {
            case .send(let text, let socket): deliver(text, to: socket)
            case .close(let socket, let code, let reason):
                clients.removeValue(forKey: socket)?.closed = (code, reason)
            case .ask(let question, let number):
                // The plane may be another process: what is asked of it, and what it answers, crosses as bytes.
                guard
                    case .question(let arrived, number) = PlaneCalls.crossed(
                        .question(question, number: number))
                else {
                    Issue.record("\(question) does not arrive")
                    continue
                }
                questions.append((arrived, number))
                if !isPlaneSlow { answerPlane(questions.count - 1) }
            case .primary(let stage, let stream): primaries[stage] = stream
            case .event(let event): events.append(event)
            }
        }
    }

    private func deliver(_ text: String, to socket: SocketKey) {
        guard let client = clients[socket] else { return }
        guard let message = JSONValue(text), let type = message.text("type") else {
            Issue.record("the server sent \(text.prefix(200))")
            return
        }
        let fault = Schema.quick.fault(of: message, by: Schema.quick.message(type, of: "fromServer"))
        #expect(fault == nil, "\(text.prefix(500))")
        if let number = message.number("seq") {
            #expect(Int(number) == client.lastSeen + 1, "each message once, in order")
            client.lastSeen = Int(number)
        }
        client.inbox.append(message)
    }

    private func answer(_ question: PlaneQuestion) -> PlaneAnswer {
        switch question {
        case .open(let request):
            if let refusal { return .opened(.failure(refusal)) }
            let id = SessionID(using: &random)
            let location = SessionLocation(role: request.role, stream: request.stream, id: id)
            media.append(location)
            feeds[location] = request.feeds
            return .opened(.success(SessionAnswer(id: id, description: "v=0\r\n", tag: "first")))
        case .update(let session, let fragment):
            guard media.contains(session) else { return .updated(.failure(.unknownSession)) }
            return String(decoding: fragment.bytes, as: UTF8.self).contains("new")
                ? .updated(.success(.restarted(fragment: "a=ice-ufrag:x\r\n", tag: "second")))
                : .updated(.success(.trickled))
        case .renegotiate(let session, let step): return .renegotiated(renegotiate(session, step))
        case .close(let session):
            media.removeAll { $0 == session }
            feeds[session] = nil
            offers.remove(session)
            return .closed(nil)
        case .session(let id):
            guard let session = media.first(where: { $0.id == id }) else { return .session(nil) }
            return .session(
                SessionReport(
                    session, state: .connected, began: WallClock(seconds: 0),
                    facts: [ReportFact("packets_sent", 7), ReportFact("codecs", ["opus"])]))
        case .sessions: return .sessions([])
        case .streams: return .streams([])
        case .name: return .named
        case .entitle: return .entitled(nil)
        case .loudness(let streams): return .loudness(loudness.filter { streams.contains($0.key) })
        case .choose(let choice, let mid, let session):
            if let refusal { return .chosen(.failure(refusal)) }
            guard media.contains(session) else { return .chosen(.failure(.unknownSession)) }
            for index in videos.indices where mid == nil || videos[index].mid == mid {
                videos[index].choice = choice
            }
            return .chosen(.success(videos))
        case .videos(let sessions):
            videoQuestions += 1
            let open = sessions.filter { media.contains($0) }
            return .videos(Dictionary(open.map { ($0.id, videos) }, uniquingKeysWith: { $1 }))
        }
    }

    /// Goes on with a shared connection as the plane does, but for SDP.
    private func renegotiate(
        _ session: SessionLocation, _ step: Renegotiation
    ) -> Result<String?, MediaRefusal> {
        if let refusal { return .failure(refusal) }
        guard feeds[session] != nil else { return .failure(.unknownSession) }
        switch step {
        case .offer(_, let wanted):
            guard !offers.contains(session) else { return .failure(.glare) }
            feeds[session] = wanted
            return .success("v=0\r\nanswer\r\n")
        case .end(let mids):
            for mid in mids { feeds[session]?[mid] = nil }
            return .success(offers.insert(session).inserted ? "v=0\r\noffer\r\n" : nil)
        case .silence(let mids):
            for mid in mids { feeds[session]?[mid] = nil }
            return .success(nil)
        case .answer:
            return offers.remove(session) == nil ? .failure(.unacceptable(reason: "no offer")) : .success(nil)
        }
    }
}
