internal import ICE
internal import RTP
internal import SRTP

/// Where a peer's media goes, and what all its tracks share. Plain memory.
struct EgressViewer {
    /// What its packets are sealed with.
    struct Lock {
        /// The key.
        let key: SealingKeys.Slot
        /// Octets that sealing adds.
        let overhead: Int
        /// Whether packets are better sealed many at once.
        let prefersLanes: Bool
    }

    /// The way to it; `nil` while there is none, and nothing is sent.
    var path: Path?
    /// What its packets are sealed with; `nil` until there are keys, and nothing is sent.
    var lock: Lock?
    /// What left of late.
    var tail = SentTail()
    /// The number of the last packet of the transport.
    private var transportNumber: SequenceNumber

    /// A peer that nothing can be sent to yet, or with a way to it; its packets have the numbers behind a first one.
    init(path: Path? = nil, transportNumber: SequenceNumber) {
        self.path = path
        self.transportNumber = transportNumber
    }

    /// The number of the next packet of the transport.
    @inline(__always)
    mutating func takeTransportNumber() -> SequenceNumber {
        transportNumber = transportNumber.next
        return transportNumber
    }

    /// A packet left. Whether the tail is full now, and has to be taken to the log.
    @inline(__always)
    mutating func note(_ number: SequenceNumber?, byteCount: Int, at time: SentTime) -> Bool {
        tail.append(number, byteCount: byteCount, at: time)
        return tail.isFull
    }
}
