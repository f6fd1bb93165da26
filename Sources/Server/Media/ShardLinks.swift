import Runtime
import SFU

/// The ways between the media shards of a node: a ring for each ordered pair, and a mailbox for each shard. The packaging
/// loop has them too, under the number behind the last shard's, as one more place where a stream is got.
struct ShardLinks: Sendable {
    /// How many batches may be on the way to a shard from all others together: some 50 ms of ten streams. What would
    /// have to wait longer is worth less than what comes.
    static let capacity = 1024

    /// How many letters of feeds may wait for a shard: a second's of a hundred of them. Full means that what comes is
    /// dropped, and viewers wait for a keyframe.
    private static let feedCapacity = 1 << 13

    /// The shards' loops, by number, and then the packaging loop if there is one.
    let loops: [EventLoop]
    /// How many of them are shards.
    let shardCount: Int
    /// The mailbox of each.
    let mailboxes: [Mailbox<RelayMail>]
    /// What feeds bring, for each shard.
    let feeds: [Mailbox<FeedLetter>]
    /// From each to each, in that order; `nil` from one to itself.
    private let rings: [Ring<RelayedBatch>?]

    init(between shards: [EventLoop], packaging: EventLoop? = nil) {
        let loops = shards + [packaging].compactMap { $0 }
        self.loops = loops
        shardCount = shards.count
        mailboxes = loops.map { Mailbox(on: $0) }
        feeds = shards.map { Mailbox(on: $0, capacity: Self.feedCapacity) }
        let count = loops.count
        rings = (0..<count * count).map { index in
            index / count == index % count ? nil : Ring(capacity: max(Self.capacity / count, 64))
        }
    }

    /// The ring from one shard to another.
    func ring(from sender: Int, to receiver: Int) -> Ring<RelayedBatch>? {
        rings[sender * loops.count + receiver]
    }
}
