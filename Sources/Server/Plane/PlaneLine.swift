import Platform
import Runtime
import Signaling
import Timing

/// Keeps a connection to the media node: makes it, and makes it again when it is lost; it belongs to its loop's actor.
///
///     down ──connect──► greeting ──hello──► up ──lost──► down
///
/// What is asked while it is down waits for `patience`: a media node that is started anew is back by then, and nobody
/// notices. What can be done later (`PlaneDebts`) waits as long as it takes.
final class PlaneLine {
    /// Something that waits for the node.
    private struct Waiting {
        let question: PlaneQuestion
        let reply: PlaneClient.Reply
        let asked: Instant
    }

    /// How long a question waits for the node.
    private static let patience = Duration.seconds(2)
    /// How many wait at most.
    private static let limit = 10_000
    /// The pause between two attempts.
    private static let pause = Duration.milliseconds(200)

    /// The loop's poller.
    private let poller: Poller
    /// Where the node is.
    private let address: PlaneAddress
    /// For TLS.
    private let context: TLSContext?
    /// Where it says what happens.
    private let log: Logger
    /// Called when the node is another run than before.
    private let restarted: @Sendable () -> Void
    /// Called when the node can be reached, and when it cannot any more.
    private let changed: @Sendable (Bool) -> Void
    /// The connection.
    private var client: PlaneClient?
    private var connection: TCPConnection?
    /// What waits until there is one.
    private var waiting: [Waiting] = []
    /// What the node is to be told as soon as there is one.
    private var debts = PlaneDebts()
    /// Which run of the node was last there.
    private var run: UInt64?
    /// Whether it was told that the node is away.
    private var isTold = false
    /// Whether the end has come.
    private var isClosed = false
    /// What was counted.
    private(set) var counters = PlaneCounters()
    /// Tries again, and looks at who has waited too long.
    private var timer: Timer?

    init(
        to address: PlaneAddress, context: TLSContext?, on poller: Poller, log: Logger,
        restarted: @escaping @Sendable () -> Void, changed: @escaping @Sendable (Bool) -> Void
    ) {
        self.address = address
        self.context = context
        self.poller = poller
        self.log = log
        self.restarted = restarted
        self.changed = changed
        let timer = Timer { [unowned self] now in retry(at: now) }
        self.timer = timer
        poller.schedule(timer, at: poller.now)
    }

    /// Asks something.
    func ask(_ question: PlaneQuestion, reply: @escaping PlaneClient.Reply) {
        let asked = poller.now
        counters.ask()
        pass(question) { [weak self] answer in
            if let self {
                counters.end(isAnswered: answer != nil, after: asked.duration(to: poller.now))
            }
            reply(answer)
        }
    }

    /// Asks it now, or when the node is there.
    private func pass(_ question: PlaneQuestion, reply: @escaping PlaneClient.Reply) {
        debts.note(question)
        if let client, client.isReady {
            carry(question, to: client, reply: reply)
            connection?.settle()
        } else if let answer = debts.put(off: question) {
            reply(answer)
        } else if waiting.count < Self.limit, !isClosed {
            waiting.append(Waiting(question: question, reply: reply, asked: poller.now))
        } else {
            reply(nil)
        }
    }

    /// Ends it.
    func close() {
        isClosed = true
        connection?.close()
        for waiting in waiting { waiting.reply(nil) }
        waiting = []
    }

    private func carry(_ question: PlaneQuestion, to client: PlaneClient, reply: @escaping PlaneClient.Reply)
    {
        client.ask(question) { [weak self] answer in
            reply(self?.debts.take(answer, to: question) ?? answer)
        }
    }

    // MARK: Connecting

    private func retry(at now: Instant) {
        guard !isClosed else { return }
        let late = waiting.prefix { $0.asked.duration(to: now) >= Self.patience }
        waiting.removeFirst(late.count)
        for question in late { question.reply(nil) }
        if client == nil { connect(at: now) }
        if client?.isReady != true, let timer { poller.schedule(timer, at: now.advanced(by: Self.pause)) }
    }

    private func connect(at now: Instant) {
        let client = PlaneClient(at: now) { [unowned self] event in take(event) }
        self.client = client
        do throws(SystemError) {
            let closed: (TCPConnection) -> Void = { [unowned self] _ in lost(client) }
            switch address {
            case .local(let path):
                connection = try TCPConnection(toPath: path, on: poller, core: client, closed: closed)
            case .network(let address):
                connection = try TCPConnection(
                    to: address, tls: context, on: poller, core: client, closed: closed)
            }
        } catch {
            self.client = nil
            complain(error.reason)
        }
    }

    /// The connection is no more, whether or not it came about.
    private func lost(_ lost: PlaneClient) {
        guard client === lost else { return }
        client = nil
        connection = nil
        counters.isUp = false
        changed(false)
        complain(
            context == nil
                ? "the connection ended" : "the connection ended; is plane-secret the same on both sides?")
        if let timer, !isClosed { poller.schedule(timer, at: poller.now.advanced(by: Self.pause)) }
    }

    private func take(_ event: PlaneClient.Event) {
        switch event {
        case .ready(let run): begin(run)
        case .refused(let reason): complain(reason)
        case .ended(let left):
            for (_, reply) in left { reply(nil) }
        }
    }

    /// The node is there.
    private func begin(_ run: UInt64) {
        log.info("media node reached", ["plane": .text(address.description)])
        isTold = false
        let isNew = self.run.map { $0 != run } ?? false
        if isNew { restarted() }
        self.run = run
        counters.isUp = true
        counters.reached &+= 1
        changed(true)
        guard let client else { return }
        for question in debts.due(toNew: isNew) { carry(question, to: client) { _ in } }
        for question in waiting { carry(question.question, to: client, reply: question.reply) }
        waiting = []
    }

    /// Says once that the node is away.
    private func complain(_ reason: String) {
        guard !isTold, !isClosed else { return }
        isTold = true
        log.error(
            "media node cannot be reached",
            ["plane": .text(address.description), "reason": .text(reason)])
    }
}
