import HTTP
import Runtime
import Signaling

/// Takes the WebSockets of all HTTP loops and passes on to the signaling loop what they bring, in order.
///
/// The mailbox is bounded. A socket whose message finds it full is closed, as its client would wait for an answer that
/// never comes; it goes on with its conversation a little later.
struct SignalingSockets: WebSocketService {
    /// Where the signaling loop reads.
    let box: Mailbox<SocketLetter>

    /// The client's own protocol; browsers that name none are served as well.
    var subprotocols: [String] { [] }
    /// The largest message.
    var largestMessage: Int { Switchboard.largestMessage }

    func opened(_ socket: WebSocket, by request: Request, subprotocol: String?) {
        post(.opened(socket, request), of: socket)
    }

    func received(_ message: WebSocketMessage, on socket: WebSocket) {
        if case .text(let text) = message {
            post(.received(text, socket), of: socket)
        } else {
            post(.received(nil, socket), of: socket)
        }
    }

    func closed(_ socket: WebSocket, code: UInt16) {
        box.post(.closed(socket, code: code))
    }

    private func post(_ letter: SocketLetter, of socket: WebSocket) {
        // 1013: try again later (the registry of RFC 6455 §11.7).
        if !box.post(letter) { socket.close(code: 1013, reason: "the server has too much to do") }
    }
}
