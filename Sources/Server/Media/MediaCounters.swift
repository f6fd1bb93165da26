import Runtime
import SFU

/// What media shards counted, for `/metrics`.
struct MediaCounters: Sendable {
    /// How many sessions there are.
    var sessions = 0
    /// How many began, got as far as media, and ended in either way.
    var opened: UInt64 = 0
    var connected: UInt64 = 0
    var endedOrderly: UInt64 = 0
    var failed: UInt64 = 0
    /// What was counted of media, and what came to nothing.
    var traffic = ExchangeNumbers()
    /// What the ports sent and received.
    var sentDatagrams: UInt64 = 0
    var sentMessages: UInt64 = 0
    var sentBytes: UInt64 = 0
    var receivedDatagrams: UInt64 = 0
    var receivedBytes: UInt64 = 0
    /// Datagrams that the kernel would not send, and that it threw away before we read them.
    var sendDrops: UInt64 = 0
    var receiveOverflows: UInt64 = 0
    /// Batches of packets that another shard was too busy to take.
    var relayDrops: UInt64 = 0
    /// Frames that a peer over TCP did not read in time.
    var unreadFrames: UInt64 = 0

    /// What was dropped, by the reason.
    var dropReasons: [(reason: String, count: UInt64)] {
        let drops = traffic.drops
        return [
            ("too_long", drops.tooLong), ("unknown_kind", drops.unknownKind),
            ("unknown_user", drops.unknownUser), ("unknown_address", drops.unknownAddress),
            ("handshakes", drops.handshakes), ("unauthentic", drops.unauthentic),
            ("replayed", drops.replayed), ("early", drops.early), ("senseless", drops.senseless),
            ("outbox", drops.outbox), ("send", sendDrops), ("receive_overflow", receiveOverflows),
            ("tcp_unread", unreadFrames), ("relay", relayDrops),
        ]
    }

    /// Adds a port's.
    mutating func add(_ port: MediaPort) {
        guard let (sent, received) = port.counters else { return }
        sentDatagrams &+= UInt64(sent.datagrams)
        sentMessages &+= UInt64(sent.messages)
        sentBytes &+= UInt64(sent.bytes)
        for reason in SendDropReason.allCases { sendDrops &+= UInt64(sent.dropped(reason)) }
        receivedDatagrams &+= UInt64(received.datagrams)
        receivedBytes &+= UInt64(received.bytes)
        receiveOverflows &+= UInt64(port.receiveOverflows)
    }

    /// Counts an end.
    mutating func ended(_ reason: SessionEnd) {
        if reason.isOrderly { endedOrderly &+= 1 } else { failed &+= 1 }
    }

    /// Adds what another shard counted.
    mutating func merge(_ other: MediaCounters) {
        sessions += other.sessions
        opened &+= other.opened
        connected &+= other.connected
        endedOrderly &+= other.endedOrderly
        failed &+= other.failed
        traffic.merge(other.traffic)
        sentDatagrams &+= other.sentDatagrams
        sentMessages &+= other.sentMessages
        sentBytes &+= other.sentBytes
        receivedDatagrams &+= other.receivedDatagrams
        receivedBytes &+= other.receivedBytes
        sendDrops &+= other.sendDrops
        receiveOverflows &+= other.receiveOverflows
        relayDrops &+= other.relayDrops
        unreadFrames &+= other.unreadFrames
    }
}
