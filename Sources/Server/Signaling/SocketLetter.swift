import HTTP
import Signaling

/// What the signaling loop is told by other loops, and by tasks that asked the media plane.
enum SocketLetter: Sendable {
    /// A request became a socket.
    case opened(WebSocket, Request)
    /// A text arrived; `nil` for a message that is none.
    case received(String?, WebSocket)
    /// A socket is closed.
    case closed(WebSocket, code: UInt16)
    /// The plane answered a question.
    case answered(PlaneAnswer, number: UInt64)
    /// The media node, another process, began anew.
    case newPlane
}
