import HTTP
import Platform
import Runtime
import Signaling
import Timing

/// The sockets of the signaling loop and the switchboard behind them; it belongs to the loop's actor.
final class SocketTable {
    /// The loop's poller.
    private let poller: Poller
    /// The work.
    private let switchboard: Switchboard
    /// Who has the media.
    private let plane: any MediaPlane
    /// What other loops post.
    private let box: Mailbox<SocketLetter>
    /// The sockets by the names that the switchboard knows, and those names.
    private var sockets: [SocketKey: WebSocket] = [:]
    private var keys: [WebSocket: SocketKey] = [:]
    /// The number of the next socket.
    private var nextNumber: UInt64 = 1
    /// Calls the switchboard when it wants to be called.
    private var timer: Timer?
    /// What stages' names stand for.
    private let primaries: Primaries
    /// Tells the plane what they stand for, one word after the other.
    private var naming: Task<Void, Never>?
    /// What was counted.
    private var tally = SignalingCounters()

    init(
        on poller: Poller, _ settings: Switchboard.Settings, plane: any MediaPlane,
        box: Mailbox<SocketLetter>,
        primaries: Primaries
    ) {
        self.poller = poller
        self.plane = plane
        self.box = box
        self.primaries = primaries
        switchboard = Switchboard(settings, using: SystemRandom())
        timer = Timer { [unowned self] now in
            switchboard.handleTimeout(at: now)
            settle()
        }
        poller.afterTurn = { [unowned self] in readMail() }
    }

    // MARK: Getters

    /// Who is at a stage.
    func report(of stage: StreamName) -> StageReport { switchboard.report(of: stage) }

    /// What was counted.
    var counters: SignalingCounters {
        var counters = tally
        counters.conversations = switchboard.conversationCount
        counters.participants = switchboard.participantCount
        return counters
    }

    // MARK: Commands

    /// Tells every client that the server ends, and where to go.
    func drain(to origin: String?) {
        switchboard.drain(to: origin, at: poller.now)
        settle()
    }

    /// Lets somebody be the primary host of a stage; `false` when they are not on it.
    func setPrimary(_ participant: ParticipantID, of stage: StreamName) -> Bool {
        defer { settle() }
        return switchboard.setPrimary(participant, of: stage, at: poller.now)
    }

    // MARK: Mail

    private func readMail() {
        for letter in box.drain() {
            take(letter)
            settle()
        }
    }

    private func take(_ letter: SocketLetter) {
        let now = poller.now
        switch letter {
        case .opened(let socket, let request):
            let key = SocketKey(number: nextNumber)
            nextNumber += 1
            sockets[key] = socket
            keys[socket] = key
            switchboard.open(key, by: request, at: now)
        case .received(let text, let socket):
            guard let key = keys[socket] else { return }
            tally.received &+= 1
            switchboard.handle(text, from: key, at: now)
        case .closed(let socket, let code):
            guard let key = keys.removeValue(forKey: socket) else { return }
            sockets[key] = nil
            switchboard.handleClose(of: key, code: code, at: now)
        case .answered(let answer, let number): switchboard.handle(answer, to: number, at: now)
        case .newPlane: switchboard.handleNewPlane(at: now)
        }
    }

    /// After a mutation of the switchboard: does what it wants, and sets the timer.
    private func settle() {
        while let output = switchboard.pollOutput() { carryOut(output) }
        guard let timer else { return }
        if let next = switchboard.nextDeadline {
            poller.schedule(timer, at: next)
        } else {
            poller.cancel(timer)
        }
    }

    private func carryOut(_ output: Switchboard.Output) {
        switch output {
        case .send(let text, let key):
            tally.sent &+= 1
            sockets[key]?.send(.text(text))
        case .close(let key, let code, let reason):
            guard let socket = sockets.removeValue(forKey: key) else { return }
            keys[socket] = nil
            socket.close(code: code, reason: reason)
        case .ask(let question, let number):
            Task { [plane, box] in
                let answer = await plane.answer(question)
                // A box that is full loses an answer, and its client would wait for ever.
                while !box.post(.answered(answer, number: number)) { await Task.yield() }
            }
        case .primary(let stage, let stream):
            primaries.set(stream, of: stage)
            naming = Task { [plane, naming] in
                await naming?.value
                await plane.name(stage, as: stream)
            }
        case .event(let event): tally.count(event)
        }
    }
}
