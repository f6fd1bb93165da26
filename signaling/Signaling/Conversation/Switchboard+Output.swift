public import Platform

extension Switchboard {
    /// What the switchboard wants done.
    public enum Output: Sendable {
        /// Send a text.
        case send(String, to: SocketKey)
        /// Close a socket with a code and a reason (RFC 6455 §7.4).
        case close(SocketKey, code: UInt16, reason: String)
        /// Ask the media plane, and hand its answer to `handle(_:to:at:)` with the number.
        case ask(PlaneQuestion, number: UInt64)
        /// A stage's name stands for a participant's stream from now on, or for no other than its own.
        case primary(of: StreamName, StreamName?)
        /// Something to count.
        case event(Event)
    }

    /// What an operator may want to count.
    public enum Event: Hashable, Sendable {
        /// A client was answered that it is at a stage, so long after it asked for the socket.
        case joined(after: Duration)
        /// A client went on with its conversation.
        case resumed
        /// A client's wish was refused, or could not be read.
        case refused(status: Int)
        /// A client that read too slowly, or sent too much, was closed.
        case dropped
    }
}
