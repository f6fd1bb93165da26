/// A complete head, and what it says about the connection.
struct RequestHead: ~Copyable {
    /// What a service sees.
    var request: Request
    /// Whether a body follows.
    var hasBody: Bool
    /// Whether the connection may serve another request (RFC 9112 §9.3).
    var keepsAlive: Bool
    /// Whether the client waits for 100 (Continue) before it sends the body (RFC 9110 §10.1.1).
    var expectsContinue: Bool
    /// Whether the client wants to speak WebSocket from now on (RFC 6455 §4.1).
    var asksForWebSocket: Bool
}
