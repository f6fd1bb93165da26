public import Bytes

/// The way back to one request, usable from any thread, loop or task, and harmless once the client is gone.
public struct Responder: Sendable {
    /// Where answers go in.
    private let sink: any ResponseSink
    /// Which connection of that sink.
    public let connection: UInt64
    /// Which request on it.
    public let stream: StreamID

    /// The way back to `stream` on `connection`.
    public init(sink: any ResponseSink, connection: UInt64, stream: StreamID) {
        self.sink = sink
        self.connection = connection
        self.stream = stream
    }

    /// Which loop the connection is on.
    var loop: ObjectIdentifier { ObjectIdentifier(sink) }

    /// Answers the request. Only the first answer counts.
    public func respond(_ response: Response) {
        sink.submit(.respond(response), for: self)
    }

    /// Sends a piece of a body that was announced as `.pieces`.
    public func send(_ piece: ByteSlice) {
        sink.submit(.send(piece), for: self)
    }

    /// Ends such a body.
    public func finish() {
        sink.submit(.finish, for: self)
    }

    /// Breaks the answer off so that the client notices.
    public func abort() {
        sink.submit(.abort, for: self)
    }

    /// Gives `count` bytes of the request's body back to flow control.
    public func consumed(_ count: Int) {
        sink.submit(.consumed(count), for: self)
    }

    /// Calls `action` on the connection's loop when a paused body has room again, and once, with `false`, when the
    /// request is over.
    public func whenWritable(_ action: @escaping @Sendable (Bool) -> Void) {
        sink.submit(.whenWritable(action), for: self)
    }
}

/// What a `Responder` asks of the loop that owns its connection.
public enum ResponseAction: Sendable {
    case respond(Response)
    case send(ByteSlice)
    case finish
    case abort
    case consumed(Int)
    case whenWritable(@Sendable (Bool) -> Void)
    /// Sends a message on a WebSocket.
    case sendMessage(WebSocketMessage)
    /// Closes a WebSocket with a code and a reason (RFC 6455 §7.4).
    case closeSocket(code: UInt16, reason: String)
}

/// The loop that owns connections, seen from whoever answers: in production an actor's mailbox, in tests an array.
public protocol ResponseSink: AnyObject, Sendable {
    /// Carries out `action`, now when called on the loop itself, otherwise in its next turn; in order a caller.
    func submit(_ action: ResponseAction, for responder: Responder)
}

extension Responder {
    /// Sends a message on the WebSocket that the request became.
    func send(_ message: WebSocketMessage) {
        sink.submit(.sendMessage(message), for: self)
    }

    /// Closes the WebSocket that the request became.
    func close(code: UInt16, reason: String) {
        sink.submit(.closeSocket(code: code, reason: reason), for: self)
    }
}
