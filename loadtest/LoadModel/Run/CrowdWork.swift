internal import Bytes
internal import CodecBridge
internal import HTTP
internal import ICE
internal import Runtime
internal import SDP
internal import Timing
internal import WebRTC

/// What a crowd needs of the world: its sockets, its requests over HTTP, and its timers.
final class CrowdWork {
    /// The loop.
    private let poller: Poller
    /// The peers.
    private let crowd: Crowd
    /// The players of HLS.
    private let players: HLSWork
    /// The decoders of viewers.
    private let decoders: DecodeWork
    /// The members of stages.
    private var stages: StageWork?
    /// Where servers are, by how their URLs begin.
    private let servers: [String: ServerAddress]
    /// How many connections may be open to each.
    private let connectionLimit: Int
    /// The key that servers want; `nil` for none.
    private let bearer: String?
    /// Requests to each server.
    private var clients: [String: WebClient] = [:]
    /// Who is still to come, in order.
    private var starts: ArraySlice<MemberStart> = []
    /// Who leaves when.
    private var departures = DeadlineQueue<Int>()
    /// Where each member asked, and then where its session is.
    private var urls: [Int: ServerURL] = [:]
    /// Where each member's datagrams leave from.
    private var homes: [Int: SocketAddress] = [:]
    /// How late the loop looked at its timers since it was looked at.
    private var lateness = Histogram()
    /// The crowd's next deadline, or the next start.
    private var timer: Timer?
    /// Measures how late the loop is.
    private var pulse: Timer?
    /// The sockets.
    private var sockets: PeerSockets?

    /// How often the loop's lateness is measured.
    private static let beat = Duration.milliseconds(10)

    /// Work for a crowd on a loop.
    init(
        _ crowd: Crowd, on poller: Poller, servers: [String: ServerAddress], connections: Int,
        bearer: String?, reception: Reception, random: CrowdRandom, players: HLSWork,
        decoders: DecodeWork
    ) {
        self.crowd = crowd
        self.poller = poller
        self.servers = servers
        self.bearer = bearer
        self.players = players
        self.decoders = decoders
        connectionLimit = connections
        stages = StageWork(
            on: poller, servers: servers, plans: crowd.groups.map(\.stage), token: bearer, random: random
        ) { [unowned self] demand, now in
            handle(demand, at: now)
        }
        timer = Timer { [unowned self] now in timedOut(at: now) }
        pulse = Timer { [unowned self] now in beat(at: now) }
        sockets = PeerSockets(on: poller, reception: reception) { datagram, member, path, now in
            crowd.handle(datagram, for: member, on: path, at: now)
        } batchEnded: { [unowned self] now in
            crowd.settle(at: now)
            settle(at: now)
        }
    }

    // MARK: Getters

    /// How many requests have no answer.
    var openRequests: Int { clients.values.reduce(0) { $0 + $1.openRequests } }

    /// How it goes, since this was asked last.
    func look() -> LoopLook {
        defer { lateness = Histogram() }
        var standing = crowd.takeStanding()
        standing.merge(players.standing)
        return LoopLook(
            crowd: standing, lateness: lateness, receiveOverflows: sockets?.receiveOverflows ?? 0,
            sendsRefused: sockets?.sendsRefused ?? 0,
            messages: sockets?.messages ?? MessageTally())
    }

    /// What came of everybody so far, group by group.
    func results(at now: Instant) -> [CrowdResult] {
        crowd.groups.indices.map { group in
            var result = CrowdResult(crowd, group: group, at: now)
            players.add(to: &result, group: group, at: now)
            stages?.add(to: &result, group: group)
            decoders.add(to: &result, group: group)
            return result
        }
    }

    // MARK: Commands

    /// Lets these come, each at its time; they are in order of it.
    func begin(_ more: [MemberStart], at now: Instant) {
        starts = (starts + more)[...]
        stages?.reserve((more.map(\.number).max() ?? -1) + 1)
        if let pulse, pulse.deadline == nil { poller.schedule(pulse, at: now.advanced(by: Self.beat)) }
        timedOut(at: now)
    }

    /// Lets everybody leave.
    func leave(at now: Instant) {
        starts = []
        stages?.close(at: now)
        for case let member? in crowd.members where !member.state.isOver {
            crowd.close(member.number, at: now)
        }
        players.close(at: now)
        settle(at: now)
    }

    /// Ends everything.
    func close() {
        for client in clients.values { client.close() }
        decoders.close()
        sockets?.close()
        for timer in [timer, pulse].compactMap(\.self) { poller.cancel(timer) }
    }

    // MARK: Time

    private func timedOut(at now: Instant) {
        while let start = starts.first, start.instant <= now {
            starts.removeFirst()
            begin(start, at: now)
        }
        while let member = departures.pop(dueAt: now) {
            crowd.close(member, at: now)
            players.close(member, at: now)
            stages?.close(member, at: now)
        }
        crowd.handleTimeout(at: now)
        settle(at: now)
    }

    /// Notes how late this is. A loop that is a beat late has more to do than it can.
    private func beat(at now: Instant) {
        guard let pulse else { return }
        let due = lastBeat.advanced(by: Self.beat)
        if lastBeat != .zero { lateness.record(due.duration(to: now)) }
        lastBeat = now
        poller.schedule(pulse, at: now.advanced(by: Self.beat))
    }

    /// When the loop's lateness was measured last.
    private var lastBeat = Instant.zero

    // MARK: Members

    private func begin(_ start: MemberStart, at now: Instant) {
        if let leaves = start.leaves { departures.schedule(start.number, at: leaves) }
        switch crowd.groups[start.group].role {
        case .hls: players.begin(start, at: now)
        case .stage: stages?.begin(start, at: now)
        case .publish, .watch:
            urls[start.number] = start.url
            begin(start.number, of: start.group, at: start.url, at: now)
        }
    }

    /// A peer comes; `url` is of the server that it goes to.
    private func begin(
        _ number: Int, of group: Int, for purpose: SessionPurpose? = nil, at url: ServerURL, at now: Instant
    ) {
        let isNear = servers[url.origin]?.address.ip.isLoopback == true
        let home = isNear ? try? sockets?.loopbackHome(of: number) : nil
        crowd.begin(number, of: group, for: purpose, home: home, at: now)
    }

    /// Does what a member of a stage wants of the crowd.
    private func handle(_ demand: StageWork.Demand, at now: Instant) {
        switch demand {
        case .begin(let number, let group, let purpose, let url):
            begin(number, of: group, for: purpose, at: url, at: now)
        case .answer(let number, let sdp): connect(number, by: sdp, at: now)
        case .fail(let number, let reason): crowd.fail(number, "stage: \(reason)", at: now)
        case .close(let number): crowd.close(number, at: now)
        }
        settle(at: now)
    }

    /// Does what the crowd wants done, and sends what it wants to send.
    private func settle(at now: Instant) {
        while let event = crowd.pollEvent() {
            switch event {
            case .offer(let member, let text) where stages?.owns(member) == true:
                stages?.offer(text, of: member, at: now)
            case .offer(let member, let text): offer(text, of: member, at: now)
            case .decode(let member, let message): decode(message, of: member)
            case .left(let member): end(member, at: now)
            }
        }
        decoders.settle()
        sockets?.send(crowd.outbox)
        let next = [crowd.nextDeadline, starts.first?.instant, departures.next].compactMap(\.self).min()
        if let next, let timer, timer.deadline.map({ next < $0 }) ?? true { poller.schedule(timer, at: next) }
    }

    private func offer(_ text: String, of member: Int, at now: Instant) {
        guard let url = urls[member] else { return }
        send(WebRequest(.post, url, body: Array(text.utf8), bearer: bearer, token: member), at: now)
    }

    private func decode(_ message: BridgeMessage, of member: Int) {
        guard let group = crowd.members[member]?.group else { return }
        if !decoders.send(message, for: member, of: group) { crowd.noteUndecoded(member) }
    }

    /// A member has left: its session is given back, and its socket.
    private func end(_ member: Int, at now: Instant) {
        if let home = homes.removeValue(forKey: member) {
            // What it says at its end must leave first.
            sockets?.send(crowd.outbox)
            sockets?.close(home)
            if let url = urls[member] {
                send(WebRequest(.delete, url, bearer: bearer, token: member), at: now)
            }
        }
        urls[member] = nil
        stages?.end(member)
        decoders.end(member)
    }

    // MARK: Signaling

    private func send(_ request: WebRequest, at now: Instant) {
        let origin = request.url.origin
        guard let server = servers[origin] else { return }
        let client =
            clients[origin]
            ?? WebClient(to: server, connections: connectionLimit, on: poller) {
                [unowned self] request, answer, now in
                handle(answer, to: request, at: now)
            }
        clients[origin] = client
        client.send(request, at: now)
    }

    private func handle(_ answer: WebAnswer, to request: WebRequest, at now: Instant) {
        guard request.method == .post else { return }
        switch answer {
        case .failed(let reason): crowd.fail(request.token, "HTTP: \(reason)", at: now)
        case .response(let response, let body):
            if response.status == .created {
                if let location = response.fields["location"], let url = request.url.resolving(location) {
                    urls[request.token] = url
                }
                connect(request.token, by: String(decoding: body, as: UTF8.self), at: now)
            } else {
                crowd.fail(request.token, "HTTP: \(response.status.code)", at: now)
            }
        }
        settle(at: now)
    }

    /// The server took an offer (RFC 9725 §4.2).
    private func connect(_ member: Int, by text: String, at now: Instant) {
        guard let session = crowd.session(of: member, answered: text, at: now), let sockets else { return }
        do throws(SystemError) {
            let addresses = session.remote.candidates.filter { $0.transport == .udp }.compactMap(\.ip)
            let isNear = addresses.contains { $0.isV4 && $0.isLoopback }
            let home =
                isNear
                ? try sockets.loopbackHome(of: member)
                : try sockets.home(of: member, isV4: addresses.isEmpty || addresses.contains(where: \.isV4))
            homes[member] = home
            crowd.connect(member, by: session, from: home, at: now)
        } catch {
            crowd.fail(member, error.description, at: now)
        }
    }
}
