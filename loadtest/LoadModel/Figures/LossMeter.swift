/// The packets that one viewer should have had of one stream, and those that it did not get.
///
/// It adds up what the stream's receiver counts, which begins anew when the stream's numbers do.
public struct LossMeter: Hashable, Sendable {
    /// The counts of a receiver, from where its numbers began.
    private struct Counts: Hashable {
        var received: Int64 = 0
        var lost: Int64 = 0
    }

    /// What was counted before the numbers last began anew.
    private var earlier = Counts()
    /// What was counted since.
    private var current = Counts()
    /// How many of the lost came again and were needed, in all.
    private var recovered: Int64 = 0

    /// Nothing yet.
    public init() {}

    /// How many packets there should be.
    public var expected: Int64 { earlier.received + earlier.lost + current.received + current.lost }

    /// How many the network lost.
    public var lostOnTheWay: Int64 { earlier.lost + current.lost }

    /// How many were missing in the end, after retransmission.
    public var lostForGood: Int64 { max(lostOnTheWay - recovered, 0) }

    /// The share that the network lost, 0 to 1; 0 before the first packet.
    public var shareOnTheWay: Double { share(lostOnTheWay) }

    /// The share that was missing in the end, 0 to 1.
    public var shareForGood: Double { share(lostForGood) }

    /// Takes a receiver's counts: packets received and lost since its numbers began, and all that were recovered.
    public mutating func note(received: Int64, lost: Int64, recovered: UInt64) {
        let expected = received &+ lost
        if expected < current.received &+ current.lost {
            earlier.received += current.received
            earlier.lost += current.lost
        }
        current = Counts(received: received, lost: lost)
        self.recovered = max(self.recovered, Int64(clamping: recovered))
    }

    private func share(_ count: Int64) -> Double {
        expected == 0 ? 0 : Double(count) / Double(expected)
    }
}
