public import Bytes

/// One message of a WebSocket (RFC 6455 §5.6). Control frames are answered below and never seen here.
public enum WebSocketMessage: Sendable {
    /// A text, which is valid UTF-8.
    case text(String)
    /// Any bytes.
    case binary(ByteSlice)
}

/// One open WebSocket, usable from any thread, loop or task, and harmless once it is closed.
public struct WebSocket: Sendable, Hashable {
    /// The way back to the connection that became this socket.
    private let responder: Responder

    /// The socket that the request behind `responder` became.
    public init(_ responder: Responder) {
        self.responder = responder
    }

    /// Sends a message.
    public func send(_ message: WebSocketMessage) {
        responder.send(message)
    }

    /// Closes with a code and a short reason (RFC 6455 §7.4.1: 1000 normal, 1001 going away, 1008 policy …).
    public func close(code: UInt16 = 1000, reason: String = "") {
        responder.close(code: code, reason: reason)
    }

    /// Whether two handles name the same socket. Each loop counts its own connections, so the loop counts too.
    public static func == (left: WebSocket, right: WebSocket) -> Bool {
        left.responder.connection == right.responder.connection
            && left.responder.stream == right.responder.stream && left.responder.loop == right.responder.loop
    }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(responder.loop)
        hasher.combine(responder.connection)
        hasher.combine(responder.stream)
    }
}

/// Takes the messages of WebSockets, each called on the loop of its connection.
public protocol WebSocketService: Sendable {
    /// Sub-protocols it speaks, in order of preference; empty accepts a client that asks for none.
    var subprotocols: [String] { get }
    /// The largest message it takes, in bytes; a larger one closes the socket with 1009.
    var largestMessage: Int { get }
    /// The handshake is done; `subprotocol` is the one agreed on, if any.
    func opened(_ socket: WebSocket, by request: Request, subprotocol: String?)
    /// A message arrived.
    func received(_ message: WebSocketMessage, on socket: WebSocket)
    /// The socket is closed; the code is the peer's, 1005 when its Close had none and 1006 when it left without one,
    /// or ours.
    func closed(_ socket: WebSocket, code: UInt16)
}
