internal import CSRT

/// What connections counted since their beginnings.
public struct SRTStatistics: Hashable, Sendable {
    /// Packets that came, those that were missing at first, and those that came again.
    public var receivedPackets: UInt64 = 0, lostPackets: UInt64 = 0, repeatedPackets: UInt64 = 0
    /// Packets that were too late, and those that could not be decrypted.
    public var droppedPackets: UInt64 = 0, undecryptedPackets: UInt64 = 0
    /// Packets that were sent, repeats included, and those that were repeats.
    public var sentPackets: UInt64 = 0, resentPackets: UInt64 = 0
    /// Octets that came, headers included.
    public var receivedBytes: UInt64 = 0
    /// How long it takes to the peer and back; the longest of several connections.
    public var roundTrip = Duration.zero

    /// Nothing yet.
    public init() {}

    /// What a socket counted; `nil` when it is gone.
    init?(of socket: borrowing SRTSocket) {
        var found = starling_srt_statistics()
        // Sound: the structure is ours, and written before it is read.
        guard unsafe starling_srt_statistics(socket.number, &found) == 0 else { return nil }
        receivedPackets = found.received_packets
        lostPackets = found.lost_packets
        repeatedPackets = found.repeated_packets
        droppedPackets = found.dropped_packets
        undecryptedPackets = found.undecrypted_packets
        (sentPackets, resentPackets) = (found.sent_packets, found.resent_packets)
        receivedBytes = found.received_bytes
        roundTrip = .microseconds(Int64(min(max(found.round_trip_ms, 0), 1e6) * 1_000))
    }

    /// Adds what another connection counted.
    public mutating func add(_ other: SRTStatistics) {
        receivedPackets &+= other.receivedPackets
        lostPackets &+= other.lostPackets
        repeatedPackets &+= other.repeatedPackets
        droppedPackets &+= other.droppedPackets
        undecryptedPackets &+= other.undecryptedPackets
        sentPackets &+= other.sentPackets
        resentPackets &+= other.resentPackets
        receivedBytes &+= other.receivedBytes
        roundTrip = max(roundTrip, other.roundTrip)
    }
}
