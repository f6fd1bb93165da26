public import Bytes
public import Timing

/// One connection's conversation: asks the service what to do with each request that its protocol core finds, and
/// carries that out, at once or when the answer comes.
///
/// Which version of HTTP is spoken follows from ALPN; in clear text from the first bytes, since HTTP/2's preface was
/// chosen to be no request of HTTP/1.1 (RFC 9113 §3.4). Until they tell, the session is one of HTTP/1.1 that has
/// heard nothing, which is also what its times are. A request may turn HTTP/1.1 into a WebSocket, for good.
///
/// Invariant: one mutation, then send `outbound` and look at `nextDeadline`, `wantsInput` and `end`, then the next.
/// Only `perform` may also be called from inside, by a service or a receiver that answers on the spot.
public final class ServerSession {
    /// What the sessions of this loop share.
    let setting: SessionSetting
    /// The bounds that held when it began.
    let limits: Limits
    /// The number by which responders find this session again.
    let number: UInt64
    /// The protocol that is spoken.
    var core: any ConnectionCore
    /// The WebSocket that it became; `core` is done then.
    var socket: OpenSocket?
    /// The WebSocket that it becomes as soon as the answer 101 is under way.
    var promised: PromisedSocket?
    /// What came while that may still be the beginning of another protocol; `nil` once it is known.
    private var undecided: [UInt8]?
    /// The client, while the protocol may still change.
    private let peer: Request.Peer
    /// The requests that are not over at once.
    var openRequests: [StreamID: OpenRequest] = [:]
    /// Whether services and receivers are being called further up the stack.
    private var isSettling = false
    /// What they asked for meanwhile, to be done in order once they have returned.
    private var postponed: [(ResponseAction, StreamID)] = []
    /// Why the session ended, once it has.
    public private(set) var end: EndReason?

    /// How a client begins that knows that we speak HTTP/2.
    private static let preface = Array("PRI ".utf8)

    /// A session with a client. `applicationProtocol` is what ALPN chose, if TLS was there to choose. `number` is
    /// what the responders of its requests carry as their `connection`.
    public init(
        from peer: Request.Peer, applicationProtocol: String?, number: UInt64, in setting: SessionSetting,
        at now: Instant
    ) {
        self.setting = setting
        self.number = number
        self.peer = peer
        limits = setting.limits
        undecided = applicationProtocol == nil ? [] : nil
        core =
            applicationProtocol == "h2"
            ? HTTP2Connection(from: peer, date: setting.date, limits: limits, at: now)
            : HTTP1Connection(from: peer, date: setting.date, limits: limits, at: now)
    }

    // MARK: Getters

    /// What waits to be sent.
    public var outbound: OutboundQueue { core.outbound }

    /// Whether more may be read.
    public var wantsInput: Bool { end == nil && (socket?.core.wantsInput ?? core.wantsInput) }

    /// When `handleTimeout(at:)` is to be called.
    ///
    /// That goes on after the end, as long as something waits to be sent: a peer must take it in time.
    public var nextDeadline: Instant? {
        guard !isOver else { return nil }
        guard let socket else { return core.nextDeadline }
        return socket.core.nextDeadline
    }

    /// Whether nobody would miss the connection: no request and no WebSocket is open, and nothing waits to be sent.
    public var isIdle: Bool {
        outbound.isEmpty && (end != nil || socket == nil && core.openStreams == 0)
    }

    /// Whether the session has ended and nothing is left to be sent.
    private var isOver: Bool { end != nil && outbound.isEmpty }

    // MARK: What happened below

    /// Bytes arrived. All are taken.
    public func handle(_ bytes: RawSpan, at now: Instant) {
        guard end == nil else { return }
        if let start = undecided {
            decide(start, bytes, at: now)
        } else if let socket {
            socket.core.handle(bytes, at: now)
        } else {
            core.handle(bytes, at: now)
        }
        settle(at: now)
    }

    /// The peer closed its sending side.
    public func handleEndOfInput(at now: Instant) {
        guard end == nil else { return }
        if let socket { socket.core.handleEndOfInput(at: now) } else { core.handleEndOfInput(at: now) }
        settle(at: now)
    }

    /// Some of `outbound` left.
    public func handleSent(at now: Instant) {
        guard !isOver else { return }
        if let socket { socket.core.handleSent(at: now) } else { core.handleSent(at: now) }
        settle(at: now)
    }

    /// `nextDeadline` passed.
    public func handleTimeout(at now: Instant) {
        guard !isOver else { return }
        if let socket { socket.core.handleTimeout(at: now) } else { core.handleTimeout(at: now) }
        settle(at: now)
    }

    /// The connection is gone, in whatever way. Whoever works for it is told, and nothing can be sent any more.
    public func handleDisconnect(at now: Instant) {
        finish(.transport)
    }

    // MARK: Commands

    /// Carries out what a responder asked for. What comes too late is dropped. A service or a receiver may call it
    /// while it is being called itself.
    public func perform(_ action: ResponseAction, on stream: StreamID, at now: Instant) {
        if isSettling {
            postponed.append((action, stream))
        } else {
            isSettling = true
            carryOut(action, on: stream, at: now)
            settle(at: now)
        }
    }

    /// Lets what is under way finish and takes nothing new.
    public func drain(at now: Instant) {
        guard end == nil else { return }
        if let socket { socket.core.drain(at: now) } else { core.drain(at: now) }
        settle(at: now)
    }

    // MARK: The beginning and the end

    /// Keeps the first bytes until they tell the protocol, then gives them to its core.
    private func decide(_ start: [UInt8], _ bytes: RawSpan, at now: Instant) {
        var first = start
        first.append(bytes)
        let common = zip(first, Self.preface).prefix { $0 == $1 }.count
        guard common < first.count || common == Self.preface.count else {
            undecided = first
            return
        }
        undecided = nil
        if common == Self.preface.count {
            core = HTTP2Connection(from: peer, date: setting.date, limits: limits, at: now)
        }
        core.handle(first.bytes, at: now)
    }

    /// Ends the session, once, and tells everyone who works for it.
    func finish(_ reason: EndReason) {
        guard end == nil else { return }
        end = reason
        setting.observer.ended(reason)
        for stream in Array(openRequests.keys) { close(stream) }
        leaveSocket(code: CloseCode.abnormal)
    }

    // MARK: After each mutation

    /// Takes what the core found, and does what services asked for meanwhile, until there is nothing more.
    private func settle(at now: Instant) {
        isSettling = true
        let core = core
        while true {
            if !postponed.isEmpty { carryOutPostponed(at: now) }
            guard end == nil, takeEvent(of: core, at: now) else { break }
        }
        isSettling = false
    }

    /// Takes the next event; `false` when there is none.
    private func takeEvent(of core: any ConnectionCore, at now: Instant) -> Bool {
        if let event = core.pollEvent() {
            take(event, at: now)
        } else if let socket, let event = socket.core.pollEvent() {
            take(event, of: socket)
        } else {
            return false
        }
        return true
    }

    /// Does what services asked for while they were called.
    private func carryOutPostponed(at now: Instant) {
        while !postponed.isEmpty {
            let (action, stream) = postponed.removeFirst()
            carryOut(action, on: stream, at: now)
        }
    }

    /// Drops what came too late; only whoever waits for room must hear of it.
    func drop(_ action: ResponseAction) {
        if case .whenWritable(let action) = action { action(false) }
    }

    /// The way back to a request.
    func responder(for stream: StreamID) -> Responder {
        Responder(sink: setting.sink, connection: number, stream: stream)
    }
}
