internal import RTP

/// Packets that a peer asks for again: how many it may ask for, and which of them wait for their turn.
///
/// Octets that are sent again have a budget of their own (`RetransmissionBudget`). This bounds the work, since a request
/// costs some look-ups though nothing is sent for it, and an answer as much as a packet to a viewer. It needs no clock: a
/// peer may ask for twice as many packets as it was sent. Bursts that lose a third are repaired by one request a packet.
///
/// Invariants:
/// 1. At most `mostWaiting` requests wait.
/// 2. No more were ever taken than `most`, and two for each packet that was sent.
struct RepairRequests {
    /// One request.
    struct Request: Hashable {
        /// Whose packet it is: the place of the stream among the peer's.
        let stream: Int
        /// Its number.
        let number: SequenceNumber
    }

    /// What waits: nothing, and no memory, with nearly all peers at nearly all times.
    private var waiting: [Request] = []
    /// The next of them.
    private var first = 0
    /// How many may be asked for now.
    private var allowance = most
    /// How many packets had been sent when that was counted.
    private var sent: UInt64 = 0

    /// How many numbers of a datagram are read: as many as a stream remembers. No honest one has more.
    static let mostOfDatagram = Int(SentWindow.capacity)
    /// How many may wait, for the same reason.
    static let mostWaiting = Int(SentWindow.capacity)
    /// What is not asked for is kept up to this: what a stream remembers, twice.
    static let most = 2 * Int(SentWindow.capacity)
    /// Requests for each packet that is sent the first time.
    static let share = 2

    /// Whether none waits.
    var isEmpty: Bool { first == waiting.count }

    /// Takes note of how many packets a peer was sent in all.
    mutating func earn(_ packets: UInt64) {
        let new = packets &- min(sent, packets)
        sent = packets
        allowance = min(allowance + Int(min(new, UInt64(Self.most))) * Self.share, Self.most)
    }

    /// Takes a request, unless there are too many.
    mutating func add(_ request: Request) {
        guard allowance > 0, waiting.count - first < Self.mostWaiting else { return }
        allowance -= 1
        waiting.append(request)
    }

    /// Takes out the next one.
    mutating func take() -> Request? {
        guard !isEmpty else { return nil }
        let next = waiting[first]
        first += 1
        if isEmpty { removeAll() }
        return next
    }

    /// Forgets what waits.
    mutating func removeAll() {
        waiting = []
        first = 0
    }
}
