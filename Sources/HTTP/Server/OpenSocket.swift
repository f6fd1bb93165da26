/// The WebSocket that a connection has become.
struct OpenSocket {
    /// Its protocol.
    let core: WebSocketConnection
    /// The request that it was, by which responders name it.
    let stream: StreamID
    /// Who takes its messages.
    let service: any WebSocketService
    /// What the service knows it by.
    let handle: WebSocket
    /// Whether the service has been told that it is closed.
    var isClosed = false
}
