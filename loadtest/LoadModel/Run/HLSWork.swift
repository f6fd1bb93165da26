internal import HTTP
internal import Runtime
internal import SDP
internal import Timing
internal import WebRTC

/// The HLS players of one loop, and what they need of the world: connections of their own, and timers.
///
/// A player has one connection where the server's TLS agrees on HTTP/2, and else as many as a browser opens over HTTP/1.1, since
/// the requests that wait for what is to come hold one each.
final class HLSWork {
    /// A player at its connections.
    private final class Seat {
        let group: Int
        var player: HLSPlayer
        let client: WebClient
        let began: Instant
        /// When it wants to be looked at; `nil` when only an answer changes anything.
        var timer: Instant?
        /// When it left, was thrown out, or had played all.
        var left: Instant?
        /// Whether it has begun to play.
        var hasBegun = false
        /// How the URLs begin that its connections lead to.
        let origin: String

        init(_ player: HLSPlayer, of group: Int, at origin: String, client: WebClient, at now: Instant) {
            self.player = player
            self.group = group
            self.origin = origin
            self.client = client
            began = now
        }
    }

    /// The loop.
    private let poller: Poller
    /// Where servers are, by how their URLs begin.
    private let servers: [String: ServerAddress]
    /// Whether parts and blocking reload are made use of.
    private let isLowLatency: Bool
    /// Reads playlists for all of them.
    private let reader = PlaylistReader()
    /// Our wall clock.
    private let clock: ReportClock
    /// The players, by number.
    private var seats: [Int: Seat] = [:]
    /// When which player wants to be looked at.
    private var deadlines = DeadlineQueue<Int>()
    /// The next of these.
    private var timer: Timer?
    /// How they fare.
    private(set) var standing = CrowdStanding()
    /// How far behind live they were, and how soon they had what was new, group by group.
    private var behindLive: [Int: Histogram] = [:], deliveries: [Int: Histogram] = [:]

    /// What a browser opens.
    private static let connections = 6
    /// No playlist and no segment is longer.
    private static let longestBody = 64 << 20

    /// No players yet.
    init(on poller: Poller, servers: [String: ServerAddress], isLowLatency: Bool, clock: ReportClock) {
        self.poller = poller
        self.servers = servers
        self.isLowLatency = isLowLatency
        self.clock = clock
        timer = Timer { [unowned self] now in timedOut(at: now) }
    }

    /// A player comes.
    func begin(_ start: MemberStart, at now: Instant) {
        guard let server = servers[start.url.origin] else { return }
        let number = start.number
        let client = WebClient(
            to: server, connections: Self.connections, multiplexes: true, on: poller
        ) { [unowned self] request, answer, now in
            handle(answer, to: request, of: number, at: now)
        }
        let player = HLSPlayer(
            start.url, isLowLatency: isLowLatency, reader: reader, clock: clock, at: now)
        seats[number] = Seat(
            player, of: start.group, at: start.url.origin, client: client, at: now)
        standing.begin(.play)
        settle(number, at: now)
    }

    /// A player leaves.
    func close(_ number: Int, at now: Instant) {
        guard let seat = seats[number] else { return }
        end(seat, at: now)
    }

    /// Everybody leaves.
    func close(at now: Instant) {
        for seat in seats.values { end(seat, at: now) }
        if let timer { poller.cancel(timer) }
    }

    /// Adds what came of a group's players to what came of others.
    func add(to result: inout CrowdResult, group: Int, at now: Instant) {
        for seat in seats.values where seat.group == group {
            result.add(seat.player, since: seat.began, isThere: seat.left == nil, at: seat.left ?? now)
        }
        if let distances = behindLive[group] { result.complete { $0.merge(distances, as: .behindLive) } }
        if let deliveries = deliveries[group] { result.complete { $0.merge(deliveries, as: .delivery) } }
    }

    // MARK: Parts

    private func timedOut(at now: Instant) {
        while let number = deadlines.pop(dueAt: now) {
            guard let seat = seats[number], let timer = seat.timer, timer <= now else { continue }
            seat.timer = nil
            settle(number, at: now)
        }
        schedule()
    }

    private func handle(_ answer: WebAnswer, to request: WebRequest, of number: Int, at now: Instant) {
        guard let seat = seats[number], seat.left == nil else { return }
        seat.player.handle(Self.answer(answer), to: request.token, at: now)
        settle(number, at: now)
    }

    private static func answer(_ answer: WebAnswer) -> HLSPlayer.Answer {
        switch answer {
        case .failed(let reason): return .failed("HTTP: \(reason)")
        case .response(let response, let body):
            switch response.status.code {
            case 200, 206: return .loaded(body)
            case 301, 302, 303, 307, 308:
                if let place = response.fields["location"] { return .moved(to: place) }
                return .failed("HTTP: \(response.status.code)")
            default: return .failed("HTTP: \(response.status.code)")
            }
        }
    }

    /// Does what a player wants done, and looks how it fares.
    private func settle(_ number: Int, at now: Instant) {
        guard let seat = seats[number], seat.left == nil else { return }
        while let request = seat.player.pollRequest(at: now) {
            send(request, of: seat, at: now)
        }
        for distance in seat.player.takeDistances() {
            behindLive[seat.group, default: Histogram()].record(distance)
        }
        for delivery in seat.player.takeDeliveries() {
            deliveries[seat.group, default: Histogram()].record(delivery)
        }
        if !seat.hasBegun, seat.player.buffer.began != nil {
            seat.hasBegun = true
            standing.joined += 1
            standing.connect(.play)
        }
        if seat.player.failure != nil || seat.player.isOver(at: now) { return end(seat, at: now) }
        guard let next = seat.player.nextDeadline(at: now), seat.timer.map({ next < $0 }) ?? true else {
            return
        }
        seat.timer = next
        deadlines.schedule(number, at: next)
        schedule()
    }

    private func send(_ request: HLSPlayer.Request, of seat: Seat, at now: Instant) {
        guard request.url.origin == seat.origin else {
            return seat.player.handle(.failed("the playlist names another server"), to: request.id, at: now)
        }
        var wanted = WebRequest(.get, request.url, token: request.id)
        wanted.longestBody = Self.longestBody
        wanted.range = request.range
        seat.client.send(wanted, at: now)
    }

    private func end(_ seat: Seat, at now: Instant) {
        guard seat.left == nil else { return }
        seat.left = now
        standing.end(.play, wasLive: seat.hasBegun, hasFailed: seat.player.failure != nil)
        seat.client.close()
    }

    private func schedule() {
        guard let next = deadlines.next, let timer, timer.deadline.map({ next < $0 }) ?? true else { return }
        poller.schedule(timer, at: next)
    }
}
