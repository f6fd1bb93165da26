internal import Bytes
public import HTTP
public import Platform
public import Timing

/// The signaling service behind `/ws` (PROTOCOL.md): all conversations, and the stages on which clients meet.
///
/// It is handed what sockets bring and the time, and leaves what it wants done to be polled. It opens no socket and
/// waits for nobody: what takes time it asks of the media plane, under a number, and goes on.
///
/// Invariant: one mutation, then `pollOutput()` until `nil`, then the next mutation.
public final class Switchboard {
    /// A socket, before and after its first message.
    enum Socket {
        /// Nothing was said yet, and must be before the deadline.
        case fresh(Request, deadline: Instant)
        /// It belongs to a conversation.
        case attached(Conversation)
    }

    /// What a question to the plane was asked for.
    struct Errand {
        /// Whose conversation it is.
        let conversation: UInt64
        /// Which request waits for the answer; `nil` for what nobody asked for.
        let request: Int?
        /// What to make of the answer.
        let purpose: Purpose

        /// What to make of an answer.
        enum Purpose {
            /// `feeds` as a session has them whose sections bring several streams.
            case open(SessionRole, StreamName, feeds: [String: StreamName]?)
            case renegotiate(media: String, feeds: [String: StreamName])
            /// What the plane says, if anything, is an offer.
            case offer(media: String)
            case update(media: String)
            case report(media: String)
            case choose(media: String)
        }
    }

    /// What must be looked at when its time comes. An entry may be out of date.
    enum Alarm: Hashable {
        /// A socket on which nobody has said hello.
        case hello(SocketKey)
        /// A conversation without a socket, or with one that reads too slowly.
        case conversation(UInt64)
        /// A stage of which something is to be told.
        case stage(StreamName)
        /// The layers that clients get who want to be told.
        case layers
    }

    /// What the operator decides.
    let settings: Settings
    /// Makes names.
    var random: any RandomNumberGenerator
    /// The open sockets.
    var sockets: [SocketKey: Socket] = [:]
    /// The conversations.
    var conversations: [UInt64: Conversation] = [:]
    /// Their numbers, by the names under which clients go on with them.
    private var numbers: [SessionID: UInt64] = [:]
    /// The number of the next conversation.
    private var nextConversation: UInt64 = 1
    /// The stages on which there is anybody.
    var stages: [StreamName: Stage] = [:]
    /// What the plane was asked.
    var errands: [UInt64: Errand] = [:]
    /// The stages that the plane was asked how loud they are, by the number of the question.
    var listening: [UInt64: StreamName] = [:]
    /// Who is told of the layers that they get, and what they call the session.
    var followers: [SessionID: (conversation: UInt64, media: String)] = [:]
    /// Under which number the plane was asked of them.
    var following: UInt64?
    /// The number of the next question.
    private var nextQuestion: UInt64 = 1
    /// When what is due.
    private var alarms = DeadlineQueue<Alarm>()
    /// The stages for which an alarm is set.
    var alarmedStages: Set<StreamName> = []
    /// What `pollOutput` has yet to say.
    private var outputs: [Output] = []
    /// Where in `outputs` it is.
    private var polled = 0

    /// The largest message, in bytes: the longest offer, with its escapes.
    public static let largestMessage = 256 * 1024
    /// How long a client may take to its first message.
    static let helloTime = Duration.seconds(10)
    /// How long a client may keep others' messages waiting before it is closed.
    static let patience = Duration.seconds(30)
    /// How often stages are listened to, and how often it is told how many watch.
    static let (listeningInterval, tellingInterval) = (Duration.milliseconds(250), Duration.seconds(1))

    /// A switchboard without clients. `random` must be one that nobody can foretell, except in tests.
    public init(_ settings: Settings, using random: any RandomNumberGenerator) {
        self.settings = settings
        self.random = random
    }

    // MARK: Getters

    /// How many conversations there are, with and without a socket.
    public var conversationCount: Int { conversations.count }

    /// How many clients are at stages.
    public var participantCount: Int { stages.values.reduce(0) { $0 + $1.count } }

    /// Who is at a stage.
    public func report(of stage: StreamName) -> StageReport {
        let stage = stages[stage] ?? Stage(stage)
        return StageReport(
            name: stage.name, participants: stage.onStage, primary: stage.primary,
            speakers: stage.speakers.list,
            viewers: stage.viewers)
    }

    /// When `handleTimeout(at:)` wants to be called; `nil` while there is nothing to wait for.
    public var nextDeadline: Instant? { alarms.next }

    // MARK: What arrives

    /// A request became a socket.
    public func open(_ socket: SocketKey, by request: Request, at now: Instant) {
        let deadline = now.advanced(by: Self.helloTime)
        sockets[socket] = .fresh(request, deadline: deadline)
        alarms.schedule(.hello(socket), at: deadline)
    }

    /// A text arrived. `nil` stands for a message that is none.
    public func handle(_ text: String?, from socket: SocketKey, at now: Instant) {
        guard let state = sockets[socket] else { return }
        let request = text.map(ClientRequest.init)
        switch state {
        case .fresh(let upgrade, _): greet(request, from: socket, upgrade, at: now)
        case .attached(let conversation):
            take(request, from: conversation, at: now)
            settle(conversation, at: now)
        }
    }

    /// A socket was closed, by whomever. 1000 and 1001 are a client's own wish: it called `close`, or its page was left
    /// (RFC 6455 §7.4.1). Then nobody comes back.
    public func handleClose(of socket: SocketKey, code: UInt16, at now: Instant) {
        guard case .attached(let conversation) = sockets.removeValue(forKey: socket),
            conversation.socket == socket
        else { return }
        conversation.socket = nil
        guard code != 1000, code != 1001 else { return end(conversation, at: now) }
        setDeadline(of: conversation, after: settings.resumption, at: now)
    }

    /// The plane answered a question.
    public func handle(_ answer: PlaneAnswer, to number: UInt64, at now: Instant) {
        if let stage = listening.removeValue(forKey: number) {
            guard case .loudness(let levels) = answer else { return }
            return hear(levels, on: stage, at: now)
        }
        if number == following, case .videos(let videos) = answer { return tellLayers(videos, at: now) }
        guard let errand = errands.removeValue(forKey: number) else { return }
        guard let conversation = conversations[errand.conversation] else {
            return discard(answer, to: errand)
        }
        finish(errand, with: answer, for: conversation, at: now)
        settle(conversation, at: now)
    }

    /// Time has passed.
    public func handleTimeout(at now: Instant) {
        while let alarm = alarms.pop(dueAt: now) {
            switch alarm {
            case .hello(let socket):
                guard case .fresh(_, let deadline) = sockets[socket], deadline <= now else { continue }
                close(socket, .noHello)
            case .conversation(let number):
                guard let conversation = conversations[number], let deadline = conversation.deadline
                else { continue }
                if deadline > now {
                    alarms.schedule(alarm, at: deadline)
                } else {
                    giveUp(conversation, at: now)
                }
            case .stage(let name):
                alarmedStages.remove(name)
                look(at: name, at: now)
            case .layers: lookAtLayers(at: now)
            }
        }
    }

    /// The media node, which is another process, began anew: none of its sessions is there any more.
    public func handleNewPlane(at now: Instant) {
        for conversation in conversations.values where !conversation.media.isEmpty {
            for media in conversation.removeAllMedia() {
                tell(conversation, .mediaEnded(media: media, .restarted))
            }
            noteLiveness(of: conversation, at: now)
            settle(conversation, at: now)
        }
    }

    // MARK: Commands

    /// Tells every client to go elsewhere, since the server ends: to the server at an origin, or to the same address, which
    /// may lead to another by then.
    public func drain(to origin: String? = nil, at now: Instant) {
        for conversation in conversations.values {
            conversation.log.append(EventLog.Entry(.moved(to: origin)))
            settle(conversation, at: now)
        }
    }

    /// Lets somebody on a stage be its primary host, whose stream has the stage's name as well; `false` when they are not
    /// there.
    public func setPrimary(_ participant: ParticipantID, of stage: StreamName, at now: Instant) -> Bool {
        guard stages[stage]?.prefer(participant) == true else { return false }
        settlePrimary(of: stage)
        return true
    }

    /// What is wanted, in order; drain it to `nil` after each mutation.
    public func pollOutput() -> Output? {
        guard polled < outputs.count else {
            outputs.removeAll(keepingCapacity: outputs.count < 1024)
            polled = 0
            return nil
        }
        defer { polled += 1 }
        return outputs[polled]
    }

    // MARK: Parts

    /// Wants something done.
    func emit(_ output: Output) { outputs.append(output) }

    /// Asks the plane something, and returns under which number.
    @discardableResult func ask(_ question: PlaneQuestion) -> UInt64 {
        defer { nextQuestion += 1 }
        emit(.ask(question, number: nextQuestion))
        return nextQuestion
    }

    /// Closes a socket.
    func close(_ socket: SocketKey, _ reason: CloseReason) {
        sockets[socket] = nil
        emit(.close(socket, code: reason.code, reason: reason.text))
    }

    /// Looks at something later.
    func setAlarm(_ alarm: Alarm, at deadline: Instant) { alarms.schedule(alarm, at: deadline) }

    /// Begins a conversation.
    func beginConversation(for request: Request, at now: Instant) -> Conversation {
        let conversation = Conversation(
            nextConversation, name: SessionID(using: &random), for: request, at: now)
        nextConversation += 1
        conversations[conversation.number] = conversation
        numbers[conversation.name] = conversation.number
        if !request.peer.isLoopback {
            conversation.messages = Allowance(perSecond: settings.messageRate)
            conversation.data = Allowance(perSecond: settings.dataRate)
        }
        return conversation
    }

    /// The conversation that a client wants to go on with.
    func conversation(named name: SessionID) -> Conversation? {
        numbers[name].flatMap { conversations[$0] }
    }

    /// Sets when a conversation is over.
    func setDeadline(of conversation: Conversation, after duration: Duration, at now: Instant) {
        let deadline = now.advanced(by: duration)
        conversation.deadline = deadline
        alarms.schedule(.conversation(conversation.number), at: deadline)
    }

    /// Ends a conversation: its media, its place, its socket.
    func end(_ conversation: Conversation, _ reason: CloseReason = .over, at now: Instant) {
        guard conversations.removeValue(forKey: conversation.number) != nil else { return }
        numbers[conversation.name] = nil
        for media in conversation.media.values { ask(.close(media.location)) }
        if let socket = conversation.socket.take() { close(socket, reason) }
        leave(conversation, at: now)
    }

    /// A conversation's time is up: nobody came back, or its client does not read.
    private func giveUp(_ conversation: Conversation, at now: Instant) {
        if conversation.socket != nil { emit(.event(.dropped)) }
        end(conversation, .tooSlow, at: now)
    }

    /// After a mutation: sends what may leave, and watches what may not.
    func settle(_ conversation: Conversation, at now: Instant) {
        guard conversations[conversation.number] != nil else { return }
        if let socket = conversation.socket {
            for text in conversation.log.takeSendable() { emit(.send(text, to: socket)) }
            if !conversation.log.isStalled {
                conversation.deadline = nil
            } else if conversation.deadline == nil {
                setDeadline(of: conversation, after: Self.patience, at: now)
            }
        }
        if conversation.log.isOverfull { giveUp(conversation, at: now) }
    }
}

extension EventLog.Entry {
    /// An event.
    init(_ message: ServerMessage, to request: Int? = nil) {
        self.init(request: request, body: message.body, topic: message.topic)
    }
}
