import HTTP

/// A service that makes nothing of its sockets.
struct NoSockets: WebSocketService {
    var subprotocols: [String] { [] }
    var largestMessage: Int { 1 }
    func opened(_ socket: WebSocket, by request: Request, subprotocol: String?) {}
    func received(_ message: WebSocketMessage, on socket: WebSocket) {}
    func closed(_ socket: WebSocket, code: UInt16) {}
}
