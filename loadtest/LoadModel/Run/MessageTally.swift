/// Messages that a server sent, by kind: what it would cost the plainest loop to send the same is a benchmark's measure.
struct MessageTally: Sendable {
    /// A message of so many datagrams of this size, the last of which may be shorter.
    struct Kind: Hashable, Comparable {
        let run: Int
        let size: Int

        static func < (left: Kind, right: Kind) -> Bool { (left.run, left.size) < (right.run, right.size) }
    }

    /// How many of each kind there were.
    private(set) var counts: [Kind: Int] = [:]

    /// The kinds, small ones first.
    var kinds: [Kind] { counts.keys.sorted() }

    /// Adds a message by the first of its datagrams; those behind it say that there are none.
    mutating func add(_ run: Int, size: Int) {
        if run > 0 { counts[Kind(run: run, size: size), default: 0] += 1 }
    }

    /// Adds what came elsewhere.
    mutating func merge(_ other: MessageTally) {
        counts.merge(other.counts, uniquingKeysWith: +)
    }

    /// What came since an earlier look.
    func since(_ other: MessageTally) -> MessageTally {
        var since = self
        for (kind, count) in other.counts { since.counts[kind, default: 0] -= count }
        since.counts = since.counts.filter { $0.value > 0 }
        return since
    }
}
