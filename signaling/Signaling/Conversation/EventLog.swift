/// What a client is told, numbered, until it says that it has it.
///
///     append ──► waiting ──takeSendable──► sent ──acknowledge──► gone
///                   ▲ a later word on the same topic replaces one that still waits
///
/// Two things come of it. A client whose socket was cut gets what it missed, in order and each once: numbers are given
/// as messages leave, and those not acknowledged are kept. And a client that reads slowly, or not at all, costs
/// bounded memory: at most `window` messages are out; behind them state is replaced and not queued.
///
/// Invariants:
/// 1. `sent` holds the messages numbered from `lastSent - sent.count + 1` to `lastSent`.
/// 2. No two messages in `waiting` have the same topic.
struct EventLog: Sendable {
    /// How many messages may be out unacknowledged. Clients acknowledge after sixteen, or a second.
    static let window = 128
    /// How many may wait behind them.
    static let capacity = 256
    /// How many bytes may be out or wait: two offers' answers, and data that fills the rest.
    static let byteLimit = 1 << 20

    /// A message that has no number yet.
    struct Entry: Sendable {
        /// The request that it answers.
        var request: Int?
        /// The message, as `ServerMessage.body` writes it.
        var body: String
        /// What it is the latest word on.
        var topic: ServerMessage.Topic?
    }

    /// The number of the last message that left.
    private(set) var lastSent = 0
    /// The messages that left and are not acknowledged.
    private var sent: [String] = []
    /// Those that have not left.
    private var waiting: [Entry] = []
    /// The bytes of both.
    private var byteCount = 0

    // MARK: Getters

    /// Whether more has piled up than a client is worth.
    var isOverfull: Bool { waiting.count > Self.capacity || byteCount > Self.byteLimit }

    /// Whether something waits for the client to acknowledge.
    var isStalled: Bool { !waiting.isEmpty && sent.count >= Self.window }

    // MARK: Commands

    /// Adds a message.
    mutating func append(_ entry: Entry) {
        if let topic = entry.topic, let index = waiting.firstIndex(where: { $0.topic == topic }) {
            byteCount -= waiting.remove(at: index).body.utf8.count
        }
        byteCount += entry.body.utf8.count
        waiting.append(entry)
    }

    /// The messages that may leave now, with their numbers.
    mutating func takeSendable() -> [String] {
        let count = min(waiting.count, max(Self.window - sent.count, 0))
        guard count > 0 else { return [] }
        let texts = waiting.prefix(count).map { entry in
            lastSent += 1
            let request = entry.request.map { "\"re\":\($0)," } ?? ""
            return "{\"seq\":\(lastSent),\(request)\(entry.body)"
        }
        byteCount -= waiting.prefix(count).reduce(0) { $0 + $1.body.utf8.count }
        byteCount += texts.reduce(0) { $0 + $1.utf8.count }
        waiting.removeFirst(count)
        sent += texts
        return texts
    }

    /// The client has every message up to `number`; `false` when there was none of that number.
    mutating func acknowledge(_ number: Int) -> Bool {
        guard number <= lastSent else { return false }
        let count = number - (lastSent - sent.count)
        guard count > 0 else { return true }
        byteCount -= sent.prefix(count).reduce(0) { $0 + $1.utf8.count }
        sent.removeFirst(count)
        return true
    }

    /// What a client that has seen every message up to `number` has missed; `nil` when that is not known any more.
    mutating func missed(after number: Int) -> [String]? {
        guard number >= lastSent - sent.count, acknowledge(number) else { return nil }
        return sent
    }
}
