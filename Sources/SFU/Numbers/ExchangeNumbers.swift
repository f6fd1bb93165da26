public import WebRTC

/// What one loop's exchange counted in all, and what waits in it at one moment.
public struct ExchangeNumbers: Sendable {
    /// What all publishers sent us, and what we sent all viewers, those who have left among them.
    public internal(set) var received = MediaCounts(), sent = MediaCounts()
    /// Datagrams that came to nothing.
    public internal(set) var drops = DropCounters()
    /// Datagrams of handshakes that wait for their turn.
    public internal(set) var waitingHandshakes = 0
    /// Batches of packets that wait to be passed on.
    public internal(set) var waitingBatches = 0

    /// Nothing.
    public init() {}

    /// Adds what another loop counted.
    public mutating func merge(_ other: ExchangeNumbers) {
        received.add(other.received)
        sent.add(other.sent)
        drops.merge(other.drops)
        waitingHandshakes += other.waitingHandshakes
        waitingBatches += other.waitingBatches
    }

    /// Adds a session.
    mutating func add(_ peer: Peer) {
        received.add(peer.counts(.received))
        sent.add(peer.counts(.sent))
        drops.add(peer.traffic)
    }
}
