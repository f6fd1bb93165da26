import Signaling
import Timing

/// What the signaling loop counted, for `/metrics`.
struct SignalingCounters: Sendable {
    /// Clients that are in conversation, with and without a socket.
    var conversations = 0
    /// Clients at stages.
    var participants = 0
    /// Messages that came, and that were sent.
    var received: UInt64 = 0
    var sent: UInt64 = 0
    /// Conversations that went on on another socket.
    var resumed: UInt64 = 0
    /// Requests that were refused or could not be read, by status.
    var refused: [Int: UInt64] = [:]
    /// Clients that were closed since they read too slowly or asked too much.
    var dropped: UInt64 = 0
    /// From the socket to the answer of a join, in seconds.
    var joins = Histogram(bounds: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10])

    /// Counts an event.
    mutating func count(_ event: Switchboard.Event) {
        switch event {
        case .joined(let duration): joins.observe(duration.seconds)
        case .resumed: resumed &+= 1
        case .refused(let status): refused[status, default: 0] &+= 1
        case .dropped: dropped &+= 1
        }
    }
}
