import Bytes
import Timing

/// WebSockets: from the request that asks for one to the last message.
extension ServerSession {
    // MARK: Opening

    /// Agrees to a request's wish to become a WebSocket, or says what is wrong with it. A service may say so in its
    /// first word on a request only: after a body there is no handshake left.
    func upgrade(
        _ request: Request?, on stream: StreamID, _ open: OpenRequest, to service: any WebSocketService,
        at now: Instant
    ) {
        guard let request else {
            let problem = Problem(.internalServerError, title: "A WebSocket was promised too late")
            return respond(problem.response, to: stream, open, at: now)
        }
        switch WebSocketHandshake.answer(request, subprotocols: service.subprotocols) {
        case .success(let handshake):
            promised = PromisedSocket(
                stream: stream, request: request, service: service, subprotocol: handshake.subprotocol)
            respond(handshake.response, to: stream, open, at: now)
        case .failure(let problem): respond(problem.response, to: stream, open, at: now)
        }
    }

    /// The answer 101 is under way, and `rest` is the beginning of the first frame.
    func openSocket(_ stream: StreamID, _ rest: [UInt8], at now: Instant) {
        guard let promised, promised.stream == stream else { return finish(.aborted) }
        self.promised = nil
        let service = promised.service
        let connection = WebSocketConnection(
            outbound: core.outbound, largestMessage: service.largestMessage, at: now)
        let handle = WebSocket(responder(for: stream))
        socket = OpenSocket(core: connection, stream: stream, service: service, handle: handle)
        setting.observer.openedWebSocket()
        service.opened(handle, by: promised.request, subprotocol: promised.subprotocol)
        connection.handle(rest.bytes, at: now)
    }

    // MARK: Open

    /// Takes one event of the socket.
    func take(_ event: WebSocketEvent, of socket: OpenSocket) {
        switch event {
        case .message(let message): socket.service.received(message, on: socket.handle)
        case .closed(let code): leaveSocket(code: code)
        case .end(let reason): finish(reason)
        }
    }

    /// Carries out what somebody asked of the socket.
    func carryOut(_ action: ResponseAction, on socket: OpenSocket, at now: Instant) {
        switch action {
        case .sendMessage(let message): socket.core.send(message, at: now)
        case .closeSocket(let code, let reason): socket.core.close(code: code, reason: reason, at: now)
        default: drop(action)
        }
    }

    // MARK: Closed

    /// Tells the service, once, that the socket is closed.
    func leaveSocket(code: UInt16) {
        guard let socket, !socket.isClosed else { return }
        self.socket?.isClosed = true
        setting.observer.closedWebSocket()
        socket.service.closed(socket.handle, code: code)
    }
}

/// What a request was promised that asked for a WebSocket, until the connection speaks it.
struct PromisedSocket {
    let stream: StreamID
    let request: Request
    let service: any WebSocketService
    let subprotocol: String?
}
