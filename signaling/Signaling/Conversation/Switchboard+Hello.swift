import HTTP
import Platform
import Timing

/// The first message of a socket, and going on with a conversation.
extension Switchboard {
    /// Takes what should be a hello.
    func greet(_ request: ClientRequest?, from socket: SocketKey, _ upgrade: Request, at now: Instant) {
        switch request?.message {
        case nil: refuse(Self.notText, to: nil, on: socket)
        case .failure(let mistake): refuse(Refusal(mistake), to: request?.number, on: socket)
        case .success(.hello(let hello)):
            welcome(hello, to: request?.number ?? 0, from: socket, upgrade, at: now)
        case .success: refuse(Self.helloFirst, to: request?.number, on: socket)
        }
    }

    private func welcome(
        _ hello: ClientMessage.Hello, to number: Int, from socket: SocketKey, _ upgrade: Request,
        at now: Instant
    ) {
        if let resume = hello.resume, let conversation = conversation(named: resume.session) {
            guard let missed = conversation.log.missed(after: resume.seen) else {
                // What it has seen is not what we have sent: nothing can be made good.
                end(conversation, .replaced, at: now)
                return begin(hello, number, socket, upgrade, at: now)
            }
            return go(on: conversation, hello, number, socket, missed: missed, at: now)
        }
        begin(hello, number, socket, upgrade, at: now)
    }

    /// Goes on with a conversation on a new socket; of one that is still there nothing more is heard.
    private func go(
        on conversation: Conversation, _ hello: ClientMessage.Hello, _ number: Int, _ socket: SocketKey,
        missed: [String], at now: Instant
    ) {
        if let old = conversation.socket { close(old, .replaced) }
        attach(conversation, to: socket, hello, number, isResumed: true)
        for text in missed { emit(.send(text, to: socket)) }
        emit(.event(.resumed))
        settle(conversation, at: now)
    }

    /// Begins a conversation. A token that is wrong is told now, since nothing could come of it.
    private func begin(
        _ hello: ClientMessage.Hello, _ number: Int, _ socket: SocketKey, _ upgrade: Request, at now: Instant
    ) {
        var invite: Invite?
        if let token = hello.token, InviteKey.isToken(token) {
            switch settings.invite(token) {
            case .success(let found): invite = found
            case .failure(let refusal): return refuse(Self.refusal(refusal), to: number, on: socket)
            }
        }
        var request = upgrade
        if let token = hello.token { request.fields.set("authorization", "Bearer \(token)") }
        if let client = hello.client { request.fields.set("user-agent", client) }
        let conversation = beginConversation(for: request, at: now)
        conversation.invite = invite
        conversation.hasToken = hello.token != nil
        attach(conversation, to: socket, hello, number, isResumed: false)
    }

    private func attach(
        _ conversation: Conversation, to socket: SocketKey, _ hello: ClientMessage.Hello, _ number: Int,
        isResumed: Bool
    ) {
        conversation.capabilities = hello.capabilities
        conversation.socket = socket
        conversation.deadline = nil
        sockets[socket] = .attached(conversation)
        let welcome = ServerMessage.welcome(
            ServerMessage.Welcome(
                session: conversation.name, isResumed: isResumed, lastRequest: conversation.lastRequest))
        emit(.send("{\"re\":\(number),\(welcome.body)", to: socket))
    }

    /// Refuses a message of a socket that has no conversation yet.
    private func refuse(_ refusal: Refusal, to number: Int?, on socket: SocketKey) {
        let request = number.map { "\"re\":\($0)," } ?? ""
        emit(.send("{\(request)\(ServerMessage.error(refusal).body)", to: socket))
        emit(.event(.refused(status: refusal.status)))
    }

    private static func refusal(_ refusal: Invite.Refusal) -> Refusal {
        switch refusal {
        case .forged:
            Refusal(.forbidden, "This is not an invite of this server", field: "token")
        case .expired:
            Refusal(
                .forbidden, "This invite has ended", detail: "Ask whoever sent it for another.",
                field: "token")
        }
    }

    static let notText = Refusal(
        .badRequest, "The message cannot be read", detail: "Messages are texts, each a JSON object.")
    private static let helloFirst = Refusal(
        .forbidden, "Say hello first", detail: "The first message of a socket is hello.", field: "type")
}
