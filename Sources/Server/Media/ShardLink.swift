import Runtime
import SFU

/// One shard's ends of the ways to all others.
///
/// Batches go through a ring for each ordered pair of shards. A full one means that the other shard is behind: the
/// batch is dropped, which that shard notices by the next one's number, and asks for a keyframe. Messages go through
/// mailboxes, and wait here while one is full.
final class ShardLink {
    /// The ends of the two rings between this shard and another, and how that one is called to read.
    private final class Neighbour {
        /// What goes there.
        var outgoing: RingProducer<RelayedBatch>
        /// What comes from there.
        var incoming: RingConsumer<RelayedBatch>
        /// Its messages.
        let mailbox: Mailbox<RelayMail>
        /// Its loop.
        let loop: EventLoop
        /// Whether something went there since it was called.
        var isFed = false

        init(
            outgoing: consuming RingProducer<RelayedBatch>, incoming: consuming RingConsumer<RelayedBatch>,
            mailbox: Mailbox<RelayMail>, loop: EventLoop
        ) {
            self.outgoing = outgoing
            self.incoming = incoming
            self.mailbox = mailbox
            self.loop = loop
        }
    }

    /// The shard's number.
    let number: Int
    /// Its own messages.
    private let mailbox: Mailbox<RelayMail>
    /// The others by their number; `nil` in its own place.
    private var neighbours: [Neighbour?] = []

    init(_ number: Int, of links: ShardLinks) {
        self.number = number
        mailbox = links.mailboxes[number]
        neighbours = links.loops.indices.map { other in
            guard let outgoing = links.ring(from: number, to: other),
                let incoming = links.ring(from: other, to: number)
            else { return nil }
            return Neighbour(
                outgoing: outgoing.makeProducer(), incoming: incoming.makeConsumer(),
                mailbox: links.mailboxes[other], loop: links.loops[other])
        }
    }

    /// How many batches found a ring full.
    var droppedBatches: Int { neighbours.reduce(0) { $0 + ($1?.outgoing.refused ?? 0) } }

    /// How many batches wait to be read, and how many messages.
    var waitingBatches: Int { neighbours.reduce(0) { $0 + ($1?.incoming.count ?? 0) } }
    var waitingMessages: Int { mailbox.count }

    /// Moves batches on their way, and calls each shard that got some, once.
    func sendBatches(of relay: Relay) {
        relay.drainBatches { shard, batch in
            guard let neighbour = neighbours[shard] else { return }
            _ = neighbour.outgoing.push(batch)
            neighbour.isFed = true
        }
        for case let neighbour? in neighbours where neighbour.isFed {
            neighbour.isFed = false
            neighbour.loop.wake()
        }
    }

    /// Moves messages on their way.
    func sendMessages(of relay: Relay) {
        relay.drainMessages { shard, message in send(message, to: shard) }
    }

    /// Sends a message to another; `false` when it must wait, since too many are on their way.
    func send(_ message: RelayMessage, to shard: Int) -> Bool {
        neighbours[shard]?.mailbox.post(RelayMail(sender: number, message: message)) ?? true
    }

    /// Reads what others sent.
    func receive(
        message: (_ message: RelayMessage, _ sender: Int) -> Void, batch: (RelayedBatch) -> Void
    ) {
        for mail in mailbox.drain() { message(mail.message, mail.sender) }
        for case let neighbour? in neighbours {
            // No more than there is room for: the other side may go on while we read.
            for _ in 0..<ShardLinks.capacity {
                guard let next = neighbour.incoming.pop() else { break }
                batch(next)
            }
        }
    }
}
