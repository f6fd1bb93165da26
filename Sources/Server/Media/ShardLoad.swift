import Synchronization

/// How many sessions a shard has, or is about to have, for whoever places the next one.
final class ShardLoad: Sendable {
    /// The count.
    private let sessions = Atomic<Int>(0)

    /// How many there are.
    var count: Int { sessions.load(ordering: .relaxed) }

    /// One is placed here. From any thread.
    func add() { sessions.wrappingAdd(1, ordering: .relaxed) }

    /// One has ended, or came to nothing.
    func remove() { sessions.wrappingSubtract(1, ordering: .relaxed) }
}
