import Bytes
import Fuzzing
import HTTP
import Timing

/// Drains a socket: whatever comes, it is closed once, and ends once after that.
func drain(_ socket: WebSocketConnection, _ state: inout (isClosed: Bool, isDone: Bool)) {
    while let event = socket.pollEvent() {
        precondition(!state.isDone, "an event behind the end")
        switch event {
        case .message: precondition(!state.isClosed, "a message on a closed socket")
        case .closed:
            precondition(!state.isClosed, "closed twice")
            state.isClosed = true
        case .end:
            precondition(state.isClosed, "ended without being closed")
            state.isDone = true
        }
    }
    precondition(socket.outbound.count < 1 << 20)
}

// The first byte says how large the reads are, the rest is what a browser sends.
fuzz { input in
    guard let first = input.byte(at: 0) else { return }
    let socket = WebSocketConnection(largestMessage: 1 << 16, at: .zero)
    var state = (isClosed: false, isDone: false)
    var rest = input.extracting(1...)
    while !rest.isEmpty {
        let size = 1 + Int(first) * Int(first)
        socket.handle(rest.extracting(first: size), at: .zero)
        rest = rest.extracting(droppingFirst: size)
        drain(socket, &state)
        if !state.isDone { socket.outbound.removeAll() }
        socket.handleSent(at: .zero)
    }
    socket.handleEndOfInput(at: .zero)
    drain(socket, &state)
    precondition(state.isDone && socket.hasEnded)
}
