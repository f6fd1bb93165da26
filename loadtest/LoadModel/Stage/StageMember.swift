internal import HTTP
internal import Timing

/// One who comes to a stage: the conversation of `signaling/PROTOCOL.md` from `hello` on, without its socket and without its
/// media.
///
///     greeting ──welcome──► joining ──joined──► there ──leave()──► over
///         └────────────────────┴──error, kicked, the socket's end──► failed
///
/// Who sends publishes as soon as it is there. Everybody receives those whom the server has selected, as far as they send,
/// each by a peer connection of its own: what is measured of a viewer is then measured of each of them. A page takes
/// them all over one connection, which costs the server fewer handshakes.
///
/// Invariant: one mutation, then `pollOutput()` until `nil`, then the next mutation.
struct StageMember {
    /// A peer connection of a member.
    enum Connection: Hashable {
        /// What it sends.
        case own
        /// What it receives of somebody.
        case of(participant: String)
    }

    /// What the owner is to do.
    enum Output: Equatable {
        /// Send this to the server.
        case send(String)
        /// Make an offer for a connection, and give it to `offer`.
        case begin(Connection)
        /// This answers an offer.
        case answer(Connection, sdp: String)
        /// A connection came to nothing, for a reason.
        case fail(Connection, reason: String)
        /// A connection is no more wanted.
        case end(Connection)
        /// It came to nothing, for a reason.
        case failed(String)
    }

    /// Where it is.
    enum State: Equatable {
        case greeting, joining, there, over
        case failed(String)
    }

    /// What a request was for.
    private enum Request {
        case hello, join
        case offer(Connection)
        /// The answer says nothing.
        case other
    }

    /// Which stage it comes to.
    private let stage: String
    /// Whether it sends.
    private let sends: Bool
    /// A key or an invite; `nil` for none.
    private let token: String?
    /// What others see.
    private let name: String
    /// Where it is.
    private(set) var state = State.greeting
    /// Who it is, once it is there.
    private var participant: String?
    /// Those who send, as far as it was told.
    private var live: Set<String> = []
    /// Whom the server lets it receive.
    private var selected: [String] = []
    /// Connections that were begun and have not ended, with the server's name of each once that is known.
    private var connections: [Connection: String?] = [:]
    /// Until when those are not asked for again whose media was refused; who begins to send anew has no pause.
    private var pauses: [String: Instant] = [:]
    /// Requests that have no answer, by number.
    private var requests: [Int: Request] = [:]
    /// The number of the last request.
    private var lastRequest = 0
    /// The number of the last message that came, and the last that was acknowledged.
    private var received = 0, acknowledged = 0
    /// When what came is acknowledged at the latest; `nil` when it was.
    private var acknowledgesAt: Instant?
    /// What the owner has not fetched.
    private var outputs: [Output] = []

    /// So many messages may come before they are acknowledged, and so long may they wait.
    private static let acknowledgedEvery = 16
    private static let acknowledgedWithin = Duration.seconds(1)
    /// What is refused is asked for again after so long. Each time costs a peer connection.
    private static let pause = Duration.seconds(5)

    /// A member whose socket has just been opened.
    init(_ name: String, of stage: String, sends: Bool, token: String?) {
        self.stage = stage
        self.sends = sends
        self.token = token
        self.name = name
        request("hello", .hello) { json in
            json.member("version", 1)
            json.member("client", "loadtest")
            json.member("capabilities", [String]())
            json.member("token", ifPresent: token)
        }
    }

    // MARK: Getters

    /// When `handleTimeout(at:)` has something to do.
    var nextDeadline: Instant? { [acknowledgesAt, pauses.values.min()].compactMap(\.self).min() }

    // MARK: What arrives

    /// A message of the server.
    mutating func handle(_ text: String, at now: Instant) {
        guard !isOver else { return }
        guard case .success(let message) = JSONReader.read(Array(text.utf8)),
            let type = message["type"]?.string
        else { return fail("the server sends what is no message") }
        if let seq = message["seq"]?.whole { note(seq, at: now) }
        if let number = message["re"]?.whole {
            guard let request = requests.removeValue(forKey: number) else { return }
            handle(type, message, to: request, at: now)
        } else {
            handle(type, message)
        }
    }

    /// The socket is no more, for a reason.
    mutating func handleEnd(_ reason: String) {
        fail(reason)
    }

    /// Time has passed.
    mutating func handleTimeout(at now: Instant) {
        if let acknowledgesAt, acknowledgesAt <= now { acknowledge() }
        guard let first = pauses.values.min(), first <= now else { return }
        pauses = pauses.filter { $0.value > now }
        receive()
    }

    // MARK: Commands

    /// The offer for a connection that was to be begun.
    mutating func offer(_ sdp: String, for connection: Connection) {
        guard state == .there, connections[connection] != nil else { return }
        switch connection {
        case .own: request("publish", .offer(.own)) { $0.member("sdp", sdp) }
        case .of(let participant):
            request("subscribe", .offer(connection)) { json in
                json.member("sdp", sdp)
                json.member("participant", participant)
            }
        }
    }

    /// A connection has ended by itself; somebody who still sends is received anew when the server says more of them.
    mutating func handleEnd(of connection: Connection) {
        connections[connection] = nil
    }

    /// It leaves; the owner closes the socket once this was sent.
    mutating func leave() {
        guard !isOver else { return }
        if state == .there { request("leave", .other) { _ in } }
        state = .over
    }

    /// What the owner is to do next; `nil` when there is nothing.
    mutating func pollOutput() -> Output? { outputs.isEmpty ? nil : outputs.removeFirst() }

    // MARK: Answers

    private mutating func handle(
        _ type: String, _ message: JSONValue, to request: Request, at now: Instant
    ) {
        switch (request, type) {
        case (.hello, "welcome"):
            state = .joining
            // Who is to send comes as whatever it may be. So would everybody else, where nobody needs a key.
            let (stage, name, role) = (stage, name, sends ? nil : "viewer")
            self.request("join", .join) { json in
                json.member("stream", stage)
                json.member("name", name)
                json.member("role", ifPresent: role)
            }
        case (.join, "joined"): enter(message)
        case (.offer(let connection), "answer"):
            guard let media = message["media"]?.string, let sdp = message["sdp"]?.string else {
                return fail("an answer has no media")
            }
            // The connection may have ended while the server thought about it.
            guard connections[connection] != nil else { return end(media) }
            connections[connection] = media
            outputs.append(.answer(connection, sdp: sdp))
        case (.offer(let connection), "error"):
            connections[connection] = nil
            if case .of(let other) = connection { pauses[other] = now.advanced(by: Self.pause) }
            outputs.append(.fail(connection, reason: Self.reason(message)))
        case (.other, _): break
        default: fail(Self.reason(message))
        }
    }

    /// Media that nobody wants any more.
    private mutating func end(_ media: String) {
        request("unsubscribe", .other) { $0.member("media", media) }
    }

    private mutating func enter(_ message: JSONValue) {
        state = .there
        participant = message["participant"]?.string
        for other in message["participants"]?.array ?? [] { note(other) }
        selected = Self.names(message["selected"])
        if sends { begin(.own) }
        receive()
    }

    /// An error in a few words, the same for all who met it.
    private static func reason(_ message: JSONValue) -> String {
        let title = message["title"]?.string.map { ": \($0)" } ?? ""
        return message["status"]?.whole.map { "\($0)\(title)" }
            ?? "the server answers \(message["type"]?.string ?? "")"
    }

    private static func names(_ value: JSONValue?) -> [String] { value?.array?.compactMap(\.string) ?? [] }

    // MARK: Events

    private mutating func handle(_ type: String, _ message: JSONValue) {
        switch type {
        case "participant":
            if let other = message["participant"] { note(other) }
            receive()
        case "participant-left":
            if let other = message["participant"]?.string { note(other, isLive: false) }
            receive()
        case "selected":
            selected = Self.names(message["participants"])
            receive()
        case "media-ended":
            if let media = message["media"]?.string,
                let ended = connections.first(where: { $0.value == media })?.key
            {
                connections[ended] = nil
                outputs.append(.end(ended))
            }
            receive()
        case "kicked": fail("a host sent it away")
        case "moved": fail("the server ends")
        case "error": fail(Self.reason(message))
        default: break
        }
    }

    /// Takes note of whether somebody sends.
    private mutating func note(_ other: JSONValue) {
        guard let id = other["id"]?.string, id != participant else { return }
        note(id, isLive: other["live"]?.bool == true)
    }

    private mutating func note(_ other: String, isLive: Bool) {
        if isLive {
            live.insert(other)
        } else {
            live.remove(other)
            pauses[other] = nil
        }
    }

    /// Receives whom it may, and nobody else, once it is there.
    private mutating func receive() {
        guard state == .there else { return }
        let wanted = Set(selected).intersection(live)
        for case .of(let other) in connections.keys where !live.contains(other) {
            drop(.of(participant: other))
        }
        for other in wanted.sorted()
        where connections[.of(participant: other)] == nil && pauses[other] == nil {
            begin(.of(participant: other))
        }
    }

    private mutating func begin(_ connection: Connection) {
        connections[connection] = .some(nil)
        outputs.append(.begin(connection))
    }

    private mutating func drop(_ connection: Connection) {
        guard let media = connections.removeValue(forKey: connection) else { return }
        if let media { end(media) }
        outputs.append(.end(connection))
    }

    // MARK: Parts

    private var isOver: Bool {
        switch state {
        case .greeting, .joining, .there: false
        case .over, .failed: true
        }
    }

    private mutating func fail(_ reason: String) {
        guard !isOver else { return }
        state = .failed(reason)
        outputs.append(.failed(reason))
    }

    private mutating func request(_ type: String, _ request: Request, _ members: (inout JSONText) -> Void) {
        lastRequest += 1
        let number = lastRequest
        requests[number] = request
        send { json in
            json.member("type", type)
            json.member("id", number)
            members(&json)
        }
    }

    private mutating func send(_ members: (inout JSONText) -> Void) {
        var json = JSONText()
        json.object(members)
        outputs.append(.send(String(decoding: json.bytes, as: UTF8.self)))
    }

    private mutating func note(_ seq: Int, at now: Instant) {
        received = max(received, seq)
        if received - acknowledged >= Self.acknowledgedEvery { return acknowledge() }
        acknowledgesAt = acknowledgesAt ?? now.advanced(by: Self.acknowledgedWithin)
    }

    private mutating func acknowledge() {
        acknowledgesAt = nil
        guard acknowledged < received else { return }
        acknowledged = received
        let seq = received
        send { json in
            json.member("type", "ack")
            json.member("seq", seq)
        }
    }
}
