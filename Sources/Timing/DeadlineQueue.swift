/// Tokens ordered by the instant at which each is due: a binary heap.
///
/// There is no removal. An owner whose deadline moves later leaves its entry where it is, looks when it fires and
/// schedules again; so a connection that answers a request each millisecond costs one entry a timeout, not a
/// thousand. Scheduling and popping are O(log n). All of it is inlinable: a loop asks each of its queues in every turn, and
/// unspecialised it would look up what a token is each time.
public struct DeadlineQueue<Token> {
    /// Heap order: an entry is not later than its children at 2i+1 and 2i+2.
    @usableFromInline var heap: [(at: Instant, token: Token)] = []

    /// An empty queue.
    @inlinable public init() {}

    /// How many tokens wait.
    @inlinable public var count: Int { heap.count }

    /// When the earliest token is due; `nil` when none waits.
    @inlinable public var next: Instant? { heap.isEmpty ? nil : heap[0].at }

    /// Adds `token`, due at `at`.
    @inlinable public mutating func schedule(_ token: Token, at: Instant) {
        heap.append((at, token))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].at < heap[parent].at else { return }
            exchange(child, parent)
            child = parent
        }
    }

    /// Removes and returns the earliest token if it is due at `now`.
    @inlinable public mutating func pop(dueAt now: Instant) -> Token? {
        guard !heap.isEmpty, heap[0].at <= now else { return nil }
        let first = heap[0]
        exchange(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var earliest = parent
            for child in 2 * parent + 1...2 * parent + 2 where child < heap.count {
                if heap[child].at < heap[earliest].at { earliest = child }
            }
            guard earliest != parent else { return first.token }
            exchange(parent, earliest)
            parent = earliest
        }
    }

    /// Lets two entries change places. The library's `swapAt` is not specialised for pairs when another module's tokens
    /// are in them, and asks for memory each time, as `first` does.
    @inlinable mutating func exchange(_ one: Int, _ other: Int) {
        let entry = heap[one]
        heap[one] = heap[other]
        heap[other] = entry
    }
}
