/// What an exchange has for those of other shards, until its owner moves it there.
///
/// Batches and messages go separate ways, since a batch that would have to wait is better dropped, and a message may
/// not be. Nothing depends on which of both comes first.
public final class Relay {
    /// The batches, in order, with where they go.
    private var batches: [(shard: Int, batch: RelayedBatch)] = []
    /// The messages, in order, with where they go.
    private var messages: [(shard: Int, message: RelayMessage)] = []

    /// Takes out all batches, in order.
    public func drainBatches(_ body: (_ shard: Int, _ batch: RelayedBatch) -> Void) {
        for index in batches.indices { body(batches[index].shard, batches[index].batch) }
        batches.removeAll(keepingCapacity: true)
    }

    /// Takes out the messages, in order. Those that `body` refuses, and all behind them, stay for the next time.
    public func drainMessages(_ body: (_ shard: Int, _ message: RelayMessage) -> Bool) {
        guard !messages.isEmpty else { return }
        let taken = messages.firstIndex { !body($0.shard, $0.message) } ?? messages.count
        messages.removeFirst(taken)
    }

    /// Adds a batch.
    func add(_ batch: RelayedBatch, to shard: Int) {
        batches.append((shard, batch))
    }

    /// Adds a message. A wish that waits already is not repeated: a thousand viewers may have the same.
    func add(_ message: RelayMessage, to shard: Int) {
        if case .keyframeWanted = message.word,
            messages.contains(where: { $0.shard == shard && $0.message == message })
        {
            return
        }
        messages.append((shard, message))
    }
}
