/// What happened on a WebSocket.
public enum WebSocketEvent: Sendable {
    /// A message is complete.
    case message(WebSocketMessage)
    /// The socket is closed, once: by the peer's code, 1005 when its Close had none, 1006 when it sent no Close; or
    /// by ours.
    case closed(code: UInt16)
    /// The connection must end, as after a request's `ConnectionEvent.end`.
    case end(reason: EndReason)
}
