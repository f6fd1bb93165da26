internal import HTTP
internal import Runtime
internal import Timing

/// All requests of one loop's peers, over a bounded number of connections that are kept open.
///
/// A thousand peers that open a connection each would measure the server's accept queue. What finds no idle connection
/// waits its turn, which counts as the peer's own time: a report shows when the bound was too low.
final class WebClient {
    /// The loop.
    private let poller: Poller
    /// How many connections there may be.
    private let limit: Int
    /// Whether HTTP/2 is spoken where the server's TLS agrees: then one connection is enough.
    private let multiplexes: Bool
    /// Where the server is.
    private let server: ServerAddress
    /// Tells the owner what came of a request.
    private let answered: (WebRequest, WebAnswer, Instant) -> Void
    /// The connections that live.
    private var connections: [(core: WebConnection, stream: TCPConnection)] = []
    /// What waits for one of them.
    private var waiting: [WebRequest] = []
    /// The first of `waiting` that is not sent.
    private var head = 0
    /// Whether waiting requests are being given out: what ends on the way must not begin that again.
    private var isAssigning = false

    /// A client of a server.
    init(
        to server: ServerAddress, connections limit: Int, multiplexes: Bool = false, on poller: Poller,
        answered: @escaping (WebRequest, WebAnswer, Instant) -> Void
    ) {
        self.server = server
        self.limit = limit
        self.multiplexes = multiplexes && server.multiplexed != nil
        self.poller = poller
        self.answered = answered
    }

    /// How many requests have no answer.
    var openRequests: Int { waiting.count - head + connections.reduce(0) { $0 + $1.core.openRequests } }

    /// Makes a request, now or when a connection is free.
    func send(_ request: WebRequest, at now: Instant) {
        waiting.append(request)
        assign(at: now)
    }

    /// Ends all connections; what was under way is not answered.
    func close() {
        head = waiting.count
        for connection in connections { connection.stream.close() }
    }

    // MARK: Parts

    /// Gives waiting requests to idle connections, and to new ones while there may be more.
    private func assign(at now: Instant) {
        guard !isAssigning else { return }
        isAssigning = true
        defer { isAssigning = false }
        while head < waiting.count {
            guard let (core, stream) = connections.first(where: { $0.core.isIdle }) ?? open(at: now) else {
                return
            }
            core.send(waiting[head], at: now)
            head += 1
            if head == waiting.count {
                waiting = []
                head = 0
            }
            stream.settle()
        }
    }

    /// A new connection; `nil` when there are enough, or the system has no more.
    private func open(at now: Instant) -> (core: WebConnection, stream: TCPConnection)? {
        guard connections.count < limit else { return nil }
        // Until it is known what is spoken, and after that where it is HTTP/2, there is one.
        if multiplexes, connections.contains(where: { $0.core.isConnecting || $0.core.isMultiplexed }) {
            return nil
        }
        let core = WebConnection(to: waiting[head].url.authority) {
            [unowned self] core, request, answer, now in
            handle(answer, to: request, on: core, at: now)
        }
        do throws(SystemError) {
            let stream = try TCPConnection(
                to: server.address, tls: multiplexes ? server.multiplexed : server.tls, on: poller,
                making: { facts in
                    core.begin(facts)
                    return core
                }
            ) { [unowned self] stream in
                connections.removeAll { $0.stream === stream }
                // A core whose connection has no TLS was told of nothing.
                core.handleFailure(stream.handshakeFailure ?? WebConnection.noConnection, at: poller.now)
                assign(at: poller.now)
            }
            connections.append((core, stream))
            return (core, stream)
        } catch {
            guard connections.isEmpty else { return nil }
            // Nobody else would take the requests.
            let failed = waiting[head...]
            (waiting, head) = ([], 0)
            for request in failed { answered(request, .failed(error.description), now) }
            return nil
        }
    }

    private func handle(
        _ answer: WebAnswer, to request: WebRequest, on core: WebConnection, at now: Instant
    ) {
        if case .failed = answer, core.wasMissed {
            waiting.insert(request, at: head)
        } else {
            answered(request, answer, now)
        }
        assign(at: now)
    }
}
