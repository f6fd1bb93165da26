/// How often the sequence number of each source that we send has wrapped (RFC 3711 §3.2.1).
struct RolloverCounters {
    /// The sources, which are few and ours.
    private var sources: [UInt32] = []
    /// The highest index of each.
    private var newest: [UInt64] = []

    /// The place of a packet in its stream, noted; `nil` when the key has been used up.
    mutating func index(of sequenceNumber: UInt16, from ssrc: UInt32) -> PacketIndex? {
        for place in 0..<sources.count where sources[place] == ssrc {
            guard let index = PacketIndex(sequenceNumber, near: newest[place]) else { return nil }
            if index.value > newest[place] { newest[place] = index.value }
            return index
        }
        let index = PacketIndex(rollover: 0, sequenceNumber: sequenceNumber)
        sources.append(ssrc)
        newest.append(index.value)
        return index
    }
}
