internal import Runtime
internal import SDP
internal import Timing

/// The members of stages of one loop: their sockets and their conversations. Their media is the crowd's, which they ask for
/// a member of for each peer connection.
final class StageWork {
    /// What is wanted of the crowd.
    enum Demand {
        /// A new member that makes an offer.
        case begin(Int, group: Int, SessionPurpose, url: ServerURL)
        /// Its answer.
        case answer(Int, sdp: String)
        /// It came to nothing, for a reason.
        case fail(Int, reason: String)
        /// It leaves.
        case close(Int)
    }

    /// A member at its socket.
    private final class Seat {
        let start: MemberStart
        let asked: Instant
        var core: StageMember?
        let socket: SocketConnection
        var stream: TCPConnection?
        /// When it was on the stage.
        var joined: Instant?
        /// Why it came to nothing.
        var failure: String?
        var isOver = false
        /// The crowd's numbers of its peer connections.
        var numbers: [StageMember.Connection: Int] = [:]

        init(_ start: MemberStart, socket: SocketConnection, at now: Instant) {
            self.start = start
            self.socket = socket
            asked = now
        }
    }

    /// The loop.
    private let poller: Poller
    /// Where servers are, by how their URLs begin.
    private let servers: [String: ServerAddress]
    /// A key that servers want; `nil` for none.
    private let token: String?
    /// How members spread over stages, group by group.
    private let plans: [StagePlan]
    /// Where keys and masks come from.
    private var random: CrowdRandom
    /// Tells the owner.
    private let demanded: (Demand, Instant) -> Void
    /// The members, by number.
    private var seats: [Int: Seat] = [:]
    /// Whose a member of the crowd is, and which of its connections.
    private var owners: [Int: (seat: Seat, connection: StageMember.Connection)] = [:]
    /// The number that the next member of the crowd gets.
    private var nextNumber = 0
    /// Looks after what is to be acknowledged.
    private var timer: Timer?

    /// How often it is looked after that: a second is what the protocol wants.
    private static let turn = Duration.milliseconds(250)

    /// No members yet.
    init(
        on poller: Poller, servers: [String: ServerAddress], plans: [StagePlan], token: String?,
        random: CrowdRandom, demanded: @escaping (Demand, Instant) -> Void
    ) {
        self.poller = poller
        self.servers = servers
        self.plans = plans
        self.token = token
        self.random = random
        self.demanded = demanded
        timer = Timer { [unowned self] now in timedOut(at: now) }
    }

    // MARK: Getters

    /// Whether a member of the crowd is of a stage.
    func owns(_ number: Int) -> Bool { owners[number] != nil }

    /// Adds how a group's members fared.
    func add(to result: inout CrowdResult, group: Int) {
        for seat in seats.values where seat.start.group == group {
            result.complete { figures in
                figures[.membersStarted] += 1
                if let joined = seat.joined {
                    figures[.membersJoined] += 1
                    figures.record(seat.asked.duration(to: joined), as: .stage)
                }
                if let failure = seat.failure { figures.noteFailure("stage: \(failure)") }
            }
        }
    }

    // MARK: Commands

    /// Numbers below this one are given already.
    func reserve(_ number: Int) {
        nextNumber = max(nextNumber, number)
    }

    /// A member comes.
    func begin(_ start: MemberStart, at now: Instant) {
        guard let server = servers[start.url.origin] else { return }
        let number = start.number
        let socket = SocketConnection(to: start.url, using: &random, at: now) { [unowned self] event, now in
            handle(event, of: number, at: now)
        }
        let seat = Seat(start, socket: socket, at: now)
        seats[number] = seat
        do throws(SystemError) {
            seat.stream = try TCPConnection(to: server.address, tls: server.tls, on: poller, core: socket) {
                [unowned self] stream in
                socket.handleFailure(stream.handshakeFailure ?? WebConnection.noConnection, at: poller.now)
            }
        } catch {
            socket.handleFailure(error.description, at: now)
        }
        if let timer, timer.deadline == nil { poller.schedule(timer, at: now.advanced(by: Self.turn)) }
    }

    /// The crowd's member has made its offer.
    func offer(_ sdp: String, of number: Int, at now: Instant) {
        guard let (seat, connection) = owners[number] else { return }
        seat.core?.offer(sdp, for: connection)
        settle(seat, at: now)
    }

    /// The crowd's member is no more.
    func end(_ number: Int) {
        guard let (seat, connection) = owners.removeValue(forKey: number), seat.numbers[connection] == number
        else {
            return
        }
        seat.numbers[connection] = nil
        seat.core?.handleEnd(of: connection)
    }

    /// A member leaves.
    func close(_ number: Int, at now: Instant) {
        guard let seat = seats[number], !seat.isOver else { return }
        seat.core?.leave()
        settle(seat, at: now)
        end(seat, at: now)
    }

    /// Everybody leaves.
    func close(at now: Instant) {
        for number in seats.keys { close(number, at: now) }
        if let timer { poller.cancel(timer) }
    }

    // MARK: Parts

    private func timedOut(at now: Instant) {
        for seat in seats.values {
            guard let deadline = seat.core?.nextDeadline, deadline <= now else { continue }
            seat.core?.handleTimeout(at: now)
            settle(seat, at: now)
        }
        if let timer { poller.schedule(timer, at: now.advanced(by: Self.turn)) }
    }

    private func handle(_ event: SocketConnection.Event, of number: Int, at now: Instant) {
        guard let seat = seats[number], !seat.isOver else { return }
        switch event {
        case .opened:
            let plan = plans[seat.start.group]
            seat.core = StageMember(
                "peer \(seat.start.index)", of: plan.stage(of: seat.start.index),
                sends: plan.sends(seat.start.index), token: token)
        case .text(let text): seat.core?.handle(text, at: now)
        case .ended(let reason):
            guard seat.core != nil else {
                seat.failure = reason
                return end(seat, at: now)
            }
            seat.core?.handleEnd(reason)
        }
        settle(seat, at: now)
    }

    /// Does what a member wants done.
    private func settle(_ seat: Seat, at now: Instant) {
        if seat.joined == nil, seat.core?.state == .there { seat.joined = now }
        while let output = seat.core?.pollOutput() {
            switch output {
            case .send(let text): seat.socket.send(text, at: now)
            case .begin(let connection): begin(connection, of: seat, at: now)
            case .answer(let connection, let sdp):
                if let number = seat.numbers[connection] { demanded(.answer(number, sdp: sdp), now) }
            case .fail(let connection, let reason):
                if let number = seat.numbers[connection] { demanded(.fail(number, reason: reason), now) }
            case .end(let connection):
                if let number = seat.numbers[connection] { demanded(.close(number), now) }
            case .failed(let reason):
                seat.failure = reason
                end(seat, at: now)
            }
        }
        seat.stream?.settle()
    }

    private func begin(_ connection: StageMember.Connection, of seat: Seat, at now: Instant) {
        let number = nextNumber
        nextNumber += 1
        seat.numbers[connection] = number
        owners[number] = (seat, connection)
        demanded(
            .begin(
                number, group: seat.start.group, connection == .own ? .publish : .play, url: seat.start.url),
            now)
    }

    /// A member is no more, nor is its media.
    private func end(_ seat: Seat, at now: Instant) {
        guard !seat.isOver else { return }
        seat.isOver = true
        for number in seat.numbers.values.sorted() { demanded(.close(number), now) }
        seat.socket.close(at: now)
        seat.stream?.settle()
    }
}
